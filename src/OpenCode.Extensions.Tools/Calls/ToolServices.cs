using Microsoft.Extensions.DependencyInjection;

namespace OpenCode.Tools.Calls;

/// <summary>Provides the services of one call: a scope of the application's services, and the call itself.</summary>
internal sealed class ToolServices(IServiceProvider? services, ToolCallContext call) : IKeyedServiceProvider, IAsyncDisposable
{
    private readonly AsyncServiceScope? _scope = services?.GetService<IServiceScopeFactory>() is { } factory ? factory.CreateAsyncScope() : null;

    private IServiceProvider? Services => _scope?.ServiceProvider ?? services;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(ToolCallContext) ? call : serviceType == typeof(IServiceProvider) ? this : Services?.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => (Services as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        Services is IKeyedServiceProvider keyed
            ? keyed.GetRequiredKeyedService(serviceType, serviceKey)
            : throw new InvalidOperationException($"No {serviceType} with the key '{serviceKey}' is available, because there are no keyed services. Set OpenCodeToolsOptions.Services.");

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? default;
}
