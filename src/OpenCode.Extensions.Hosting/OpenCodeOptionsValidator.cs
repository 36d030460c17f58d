using Microsoft.Extensions.Options;

namespace OpenCode.Hosting;

/// <summary>Lets options be refused when the host starts, not at the first call.</summary>
internal sealed class OpenCodeOptionsValidator : IValidateOptions<OpenCodeClientOptions>, IValidateOptions<OpenCodeServerOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenCodeClientOptions options) => Result(options.Validate);

    public ValidateOptionsResult Validate(string? name, OpenCodeServerOptions options) => Result(options.Validate);

    private static ValidateOptionsResult Result(Action validate)
    {
        try
        {
            validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
