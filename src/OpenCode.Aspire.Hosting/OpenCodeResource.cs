using System.Net;
using System.Net.Sockets;
using OpenCode;
using OpenCode.Aspire.Configuration;
using OpenCode.Aspire.Connections;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Represents an opencode server that runs on this machine while the application runs. Its connection string has the form
/// <c>Endpoint=http://127.0.0.1:PORT;Password=PASSWORD</c>.
/// </summary>
/// <remarks>Configure the resource before the application is built. While the application runs, it is thread-safe.</remarks>
public sealed class OpenCodeResource : Resource, IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithEnvironment, IResourceWithArgs, IResourceWithWaitSupport
{
    internal const string EndpointName = "http";
    internal const string Username = "opencode";

    /// <summary>
    /// Initializes a resource. <see cref="OpenCodeBuilderExtensions.AddOpenCode"/> also adds it to the application.
    /// </summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="password">The password that clients must send.</param>
    /// <exception cref="ArgumentException">An argument is null, or the name is invalid.</exception>
    public OpenCodeResource(string name, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        Password = password;

        // The server itself listens on this endpoint, because a proxy would interrupt its event streams.
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http", name: EndpointName, isProxied: false) { TargetHost = IPAddress.Loopback.ToString() };
        Annotations.Add(endpoint);
        PrimaryEndpoint = new EndpointReference(this, endpoint);
    }

    /// <summary>Gets the password that clients must send. By default, it is generated.</summary>
    public ParameterResource Password { get; internal set; }

    /// <summary>Gets the endpoint of the server, which is an address of this machine. Its name is <c>http</c>.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>
    /// Gets the connection string of the server. In a published application, it is a parameter with the name of the resource,
    /// because you operate the server yourself.
    /// </summary>
    public ReferenceExpression ConnectionStringExpression => Published is { } published
        ? published.ConnectionStringExpression
        : ReferenceExpression.Create($"{ConnectionString.Endpoint}={PrimaryEndpoint.Property(EndpointProperty.Url)};{new PasswordPair(Password)}");

    internal ServerSetup Setup { get; } = new();

    /// <summary>
    /// Gets or sets the connection string that replaces the resource in a published application; null in an application that
    /// runs.
    /// </summary>
    internal IResourceWithConnectionString? Published { get; set; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Published is { } published
        ? published.GetConnectionProperties()
        :
        [
            new("Uri", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Url)}")),
            new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
            new("Username", ReferenceExpression.Create($"{Username}")),
            new("Password", ReferenceExpression.Create($"{Password}")),
        ];
}
