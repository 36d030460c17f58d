using System.Net;
using System.Net.Sockets;
using OpenCode;
using OpenCode.Aspire.Configuration;
using OpenCode.Aspire.Connections;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// An opencode server, which runs on this machine as long as the application does. Its connection string has the form
/// <c>Endpoint=http://127.0.0.1:PORT;Password=PASSWORD</c>.
/// </summary>
/// <remarks>Configure it while the application is built. It is thread-safe when the application runs.</remarks>
public sealed class OpenCodeResource : Resource, IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithEnvironment, IResourceWithArgs, IResourceWithWaitSupport
{
    internal const string EndpointName = "http";
    internal const string Username = "opencode";

    /// <summary>Creates a resource. <see cref="OpenCodeBuilderExtensions.AddOpenCode"/> also adds it to the application.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <param name="password">The password that clients need.</param>
    /// <exception cref="ArgumentException">An argument is null, or the name is invalid.</exception>
    public OpenCodeResource(string name, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        Password = password;

        // The server itself listens there, because a proxy in between would only cut its event streams.
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http", name: EndpointName, isProxied: false) { TargetHost = IPAddress.Loopback.ToString() };
        Annotations.Add(endpoint);
        PrimaryEndpoint = new EndpointReference(this, endpoint);
    }

    /// <summary>The password that clients need; by default a generated one.</summary>
    public ParameterResource Password { get; internal set; }

    /// <summary>The endpoint of the server, an address of this machine. Its name is <c>http</c>.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>
    /// The connection string of the server. In a published application, it is a parameter with the name of the resource, because the
    /// server runs elsewhere.
    /// </summary>
    public ReferenceExpression ConnectionStringExpression => Published is { } published
        ? published.ConnectionStringExpression
        : ReferenceExpression.Create($"{ConnectionString.Endpoint}={PrimaryEndpoint.Property(EndpointProperty.Url)};{new PasswordPair(Password)}");

    internal ServerSetup Setup { get; } = new();

    /// <summary>What stands for the resource where the application is published; null where it runs.</summary>
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
