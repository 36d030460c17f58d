using OpenCode.Models;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>
/// Specifies how the terminal UI is started. The terminal UI copies its options; later changes don't affect it.
/// </summary>
public sealed record OpenCodeTuiOptions
{
    /// <summary>Gets or sets the project directory.</summary>
    /// <value>A path. The default is null: the current directory, or the server's directory with <see cref="AttachTo"/>.</value>
    public string? Project { get; set; }

    /// <summary>Gets or sets the model. It can't be combined with <see cref="AttachTo"/>.</summary>
    /// <value>A model in the form <c>provider/model</c>. The default is null: the model in the configuration.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the session to continue.</summary>
    /// <value>The identifier of a session. The default is null: a new session.</value>
    public string? Session { get; set; }

    /// <summary>Gets or sets the agent. It can't be combined with <see cref="AttachTo"/>.</summary>
    /// <value>The name of an agent. The default is null: the agent in the configuration.</value>
    public string? Agent { get; set; }

    /// <summary>
    /// Gets or sets configuration that overrides the user's <c>opencode.json</c>. It can't be combined with
    /// <see cref="AttachTo"/>.
    /// </summary>
    /// <value>The configuration. The default is null.</value>
    public Config? Config { get; set; }

    /// <summary>
    /// Gets or sets the server to attach to, with its user name and password, for example
    /// <see cref="OpenCodeServer.ClientOptions"/>. Other credentials and headers are rejected, because the terminal UI can't send
    /// them.
    /// </summary>
    /// <value>The address and the credentials of a server. The default is null: the terminal UI starts its own server.</value>
    public OpenCodeClientOptions? AttachTo { get; set; }

    /// <summary>Gets or sets the path of the executable.</summary>
    /// <value>A path. The default is null: the same search as for <see cref="OpenCodeServerOptions.ExecutablePath"/>.</value>
    public string? ExecutablePath { get; set; }

    /// <summary>Gets or sets additional arguments, which are passed unchanged.</summary>
    /// <value>The arguments. The default is an empty list.</value>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>
    /// Gets or sets environment variables in addition to those of this process. A null value removes a variable.
    /// </summary>
    /// <value>The variables by name. The default is an empty dictionary.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets or sets the maximum time for the terminal UI to end after it is requested to end. After that, it is killed. On
    /// Windows, it is killed immediately.
    /// </summary>
    /// <value>A time from zero to 24 days. The default is 5 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message contains its name.</exception>
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
            throw new ArgumentException("A terminal UI that attaches to a server uses the models, agents, and configuration of the server. Remove Model, Agent, and Config.", nameof(AttachTo));
        }
    }

    /// <summary>Returns the options as text, without the configuration, the password, and the environment.</summary>
    public override string ToString() => $"{nameof(OpenCodeTuiOptions)} {{ Project = {Project}, Model = {Model}, Session = {Session}, Agent = {Agent}, AttachTo = {DisplayUrl.Of(AttachTo?.BaseUrl)} }}";
}
