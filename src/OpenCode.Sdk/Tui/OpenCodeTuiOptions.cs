using OpenCode.Models;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>How the terminal UI is started. It copies its options; later changes do not touch it.</summary>
public sealed record OpenCodeTuiOptions
{
    /// <summary>The project's directory; by default the current one, or the server's if it attaches to one.</summary>
    public string? Project { get; set; }

    /// <summary>The model, as <c>provider/model</c>; by default what the configuration says. Not with <see cref="AttachTo"/>.</summary>
    public string? Model { get; set; }

    /// <summary>The session to go on with; by default a new one.</summary>
    public string? Session { get; set; }

    /// <summary>The agent; by default what the configuration says. Not with <see cref="AttachTo"/>.</summary>
    public string? Agent { get; set; }

    /// <summary>Configuration that is laid over the user's own <c>opencode.json</c>; by default none. Not with <see cref="AttachTo"/>.</summary>
    public Config? Config { get; set; }

    /// <summary>
    /// The server to attach to, with its user name and password, for example <see cref="OpenCodeServer.ClientOptions"/>. Other credentials
    /// and headers are refused, because the terminal UI cannot send them. By default, the terminal UI starts its own server.
    /// </summary>
    public OpenCodeClientOptions? AttachTo { get; set; }

    /// <summary>The executable; by default it is looked for as <see cref="OpenCodeServerOptions.ExecutablePath"/> says.</summary>
    public string? ExecutablePath { get; set; }

    /// <summary>More arguments, each as it is; by default none.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Environment variables that are set, or with null removed, on top of those of this process.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>How long it may take to end once it is asked to; by default 5 seconds. Then it is killed. On Windows it is killed at once.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes sure that the terminal UI can be started with these options.</summary>
    /// <exception cref="ArgumentException">It can't; the message names the option.</exception>
    public void Validate()
    {
        ProcessOptions.Check(Project, nameof(Project));
        ProcessOptions.Check(Model, nameof(Model));
        ProcessOptions.Check(Session, nameof(Session));
        ProcessOptions.Check(Agent, nameof(Agent));
        ProcessOptions.Check(ExecutablePath, nameof(ExecutablePath));
        ProcessOptions.CheckAll(Arguments, nameof(Arguments));
        ProcessOptions.CheckEnvironment(Environment, nameof(Environment));
        ArgumentOutOfRangeException.ThrowIfLessThan(StopTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StopTimeout, TimeSpan.FromMilliseconds(int.MaxValue));
        if (AttachTo is null)
        {
            return;
        }

        AttachTo.Validate();
        if (AttachTo.BearerToken is not null || AttachTo.AuthenticationProvider is not null || AttachTo.Headers.Count > 0)
        {
            throw new ArgumentException("The terminal UI signs in with a user name and a password. Remove BearerToken, AuthenticationProvider, and Headers.", nameof(AttachTo));
        }

        if (Model is not null || Agent is not null || Config is not null)
        {
            throw new ArgumentException("A terminal UI that attaches to a server takes its models, agents and configuration; Model, Agent and Config have to be left out.", nameof(AttachTo));
        }
    }

    /// <summary>What these options are, without configuration, password and environment.</summary>
    public override string ToString() => $"{nameof(OpenCodeTuiOptions)} {{ Project = {Project}, Model = {Model}, Session = {Session}, Agent = {Agent}, AttachTo = {AttachTo?.BaseUrl} }}";
}
