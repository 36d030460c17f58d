using Microsoft.Extensions.Options;

namespace OpenCode.Hosting;

/// <summary>Validates options when the host starts, instead of at the first call.</summary>
internal sealed class OpenCodeOptionsValidator : IValidateOptions<OpenCodeClientOptions>, IValidateOptions<OpenCodeServerOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenCodeClientOptions options) => Result(nameof(OpenCodeClientOptions), name, options.Validate);

    public ValidateOptionsResult Validate(string? name, OpenCodeServerOptions options) => Result(nameof(OpenCodeServerOptions), name, options.Validate);

    private static ValidateOptionsResult Result(string type, string? name, Action validate)
    {
        try
        {
            validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? $"{type}: {e.Message}" : $"{type} '{name}': {e.Message}");
        }
    }
}
