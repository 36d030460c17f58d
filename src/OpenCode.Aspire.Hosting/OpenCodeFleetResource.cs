using System.Net;
using System.Net.Sockets;
using OpenCode.Aspire.Fleet;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Represents a fleet that runs on this machine while the application runs: a store, machines that run jobs, and a web page that
/// shows them. The process of the resource serves the page. Its connection string is the address of the store, in the form
/// <c>127.0.0.1:PORT</c>.
/// </summary>
/// <remarks>Configure the resource before the application is built.</remarks>
public sealed class OpenCodeFleetResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string PageEndpointName = "http";
    internal const string StoreEndpointName = "tcp";

    /// <summary>
    /// Initializes a resource. <see cref="OpenCodeFleetBuilderExtensions.AddOpenCodeFleet"/> also adds it to the application.
    /// </summary>
    /// <param name="name">The name of the resource. The name of its store is <c>{name}-store</c>.</param>
    /// <param name="workingDirectory">The directory in which its processes start.</param>
    /// <exception cref="ArgumentException">An argument is null or empty, or the name is invalid.</exception>
    public OpenCodeFleetResource(string name, string workingDirectory)
        : base(name, FleetSetup.DefaultTool, workingDirectory)
    {
        Store = new ExecutableResource($"{name}-store", FleetSetup.DefaultTool, workingDirectory);
        PageEndpoint = AddEndpoint(this, PageEndpointName, "http");
        StoreEndpoint = AddEndpoint(Store, StoreEndpointName, "tcp");
    }

    /// <summary>Gets the store, which is a resource of its own.</summary>
    public ExecutableResource Store { get; }

    /// <summary>Gets the endpoint of the page, which is an address of this machine. Its name is <c>http</c>.</summary>
    public EndpointReference PageEndpoint { get; }

    /// <summary>Gets the endpoint of the store, which is an address of this machine. Its name is <c>tcp</c>.</summary>
    public EndpointReference StoreEndpoint { get; }

    /// <summary>
    /// Gets the address of the store. In a published application, it is a parameter with the name of the resource, because you
    /// operate the fleet yourself.
    /// </summary>
    public ReferenceExpression ConnectionStringExpression => Published is { } published
        ? published.ConnectionStringExpression
        : ReferenceExpression.Create($"{StoreEndpoint.Property(EndpointProperty.HostAndPort)}");

    internal FleetSetup Setup { get; } = new();

    /// <summary>
    /// Gets or sets the connection string that replaces the resource in a published application; null in an application that
    /// runs.
    /// </summary>
    internal IResourceWithConnectionString? Published { get; set; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Published is { } published
        ? published.GetConnectionProperties()
        :
        [
            new("Host", ReferenceExpression.Create($"{StoreEndpoint.Property(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{StoreEndpoint.Property(EndpointProperty.Port)}")),
        ];

    /// <summary>
    /// Adds an endpoint on which the process itself listens. A proxy would accept connections before the process does, and
    /// interrupt its event streams.
    /// </summary>
    private static EndpointReference AddEndpoint(ExecutableResource resource, string name, string scheme)
    {
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, uriScheme: scheme, name: name, isProxied: false) { TargetHost = IPAddress.Loopback.ToString() };
        resource.Annotations.Add(endpoint);
        return new EndpointReference(resource, endpoint);
    }
}
