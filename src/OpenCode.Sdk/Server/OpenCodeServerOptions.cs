using System.Net;
using OpenCode.Models;

namespace OpenCode;

/// <summary>How a server process is started. A server copies its options; later changes do not touch it.</summary>
public sealed record OpenCodeServerOptions
{
    /// <summary>The address it listens on; by default <c>127.0.0.1</c>.</summary>
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port it listens on; by default 4096. 0 stands for any free port.</summary>
    public int Port { get; set; } = 4096;

    /// <summary>How long it may take until it is ready; by default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Configuration that is laid over the user's own <c>opencode.json</c>; by default none.</summary>
    public Config? Config { get; set; }

    /// <summary>
    /// The executable; by default the one that the environment variable <c>OPENCODE_BIN</c> names, or <c>opencode</c> on
    /// <c>PATH</c>, or in <c>node_modules/.bin</c> of the working directory or one above it.
    /// </summary>
    public string? ExecutablePath { get; set; }

    /// <summary>The directory it works in; by default the current one.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Environment variables that are set, or with null removed, on top of those of this process.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>
    /// The password the server asks for; by default a random one, which its clients know. It travels in the environment, never
    /// on the command line. The empty string turns the password off.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>Makes sure that a server can be started with these options.</summary>
    /// <exception cref="ArgumentException">It can't; the message names the option.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Hostname);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentNullException.ThrowIfNull(Environment);
    }

    /// <summary>What these options are, without password, configuration and environment.</summary>
    public override string ToString() => $"{nameof(OpenCodeServerOptions)} {{ Hostname = {Hostname}, Port = {Port}, WorkingDirectory = {WorkingDirectory} }}";
}
