using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using OpenCode.Secrets;

namespace OpenCode.Aspire.Configuration;

/// <summary>Creates the options of a server from its resource when its parameters and references have values.</summary>
internal sealed class ServerPlan(OpenCodeResource resource, DistributedApplicationExecutionContext context, ILogger logger)
{
    /// <param name="cancellationToken">Cancels waiting for values.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The password is empty, or the environment or the arguments can't be determined.
    /// </exception>
    public async Task<OpenCodeServerOptions> CreateAsync(CancellationToken cancellationToken)
    {
        var options = resource.Setup.CreateOptions();
        var resolved = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig().WithArgumentsConfig()
            .BuildAsync(context, logger, cancellationToken).ConfigureAwait(false);
        if (resolved.Exception is { } failure)
        {
            throw new InvalidOperationException($"The environment or the arguments of {resource.Name} cannot be determined: {failure.Message}", failure);
        }

        var environment = options.Environment.ToDictionary(variable => variable.Key, variable => variable.Value);
        foreach (var variable in resolved.EnvironmentVariables)
        {
            environment[variable.Key] = variable.Value;
        }

        options.Environment = environment;
        options.Arguments = [.. options.Arguments, .. resolved.Arguments.Select(argument => argument.Value)];
        options.Hostname = IPAddress.Loopback.ToString();
        options.Port = resource.PrimaryEndpoint.IsAllocated ? resource.PrimaryEndpoint.Port : resource.PrimaryEndpoint.EndpointAnnotation.Port ?? 0;
        options.Password = await resource.Password.GetValueAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } password
            ? password
            : throw new InvalidOperationException($"The parameter {resource.Password.Name} is empty. Set a password. Without one, any program on this machine could use the server.");
        options.LoggerFactory = new SingleLoggerFactory(logger);
        options.Validate();
        var secrets = new KnownSecrets();
        secrets.Pin(await SecretsAsync(resolved.References, cancellationToken).ConfigureAwait(false));
        return options with { Secrets = secrets };
    }

    /// <summary>Returns the values of secret parameters, regardless of the names of the variables that contain them.</summary>
    private static async Task<IReadOnlyList<string>> SecretsAsync(IEnumerable<object> references, CancellationToken cancellationToken)
    {
        var secrets = new FoundSecrets();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>(references);
        while (open.TryPop(out var reference))
        {
            if (!seen.Add(reference))
            {
                continue;
            }

            if (reference is ParameterResource { Secret: true } parameter && await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } value)
            {
                secrets.Add(value);
            }

            foreach (var inner in reference is IValueWithReferences compound ? compound.References : [])
            {
                open.Push(inner);
            }
        }

        return secrets.Values;
    }
}
