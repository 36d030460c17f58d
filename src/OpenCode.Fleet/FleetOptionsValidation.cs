using Microsoft.Extensions.Options;

namespace OpenCode.Fleet;

/// <summary>Validates options when the application starts.</summary>
internal sealed class FleetOptionsValidation<T>(Action<T> validate) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        try
        {
            validate(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
