namespace OpenCode.Fleet;

/// <summary>Specifies what a machine offers to a fleet.</summary>
public sealed class FleetMachineOptions
{
    /// <summary>
    /// Gets or sets the name of the machine. It must be unique in the fleet, and remain the same after a restart, because
    /// interrupted jobs wait for it.
    /// </summary>
    /// <value>The name. The default is the name of the computer.</value>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Gets the labels that jobs can require.</summary>
    public IList<string> Labels { get; } = [];

    /// <summary>
    /// Gets the models that this machine can use, in the form <c>provider/model</c>, with the maximum number of jobs that use
    /// each at the same time. <c>provider/*</c> stands for all models of a provider that have no entry of their own, which share
    /// its number. A job that names another model doesn't run on this machine.
    /// </summary>
    /// <value>The models. The default is empty: the machine can use all models.</value>
    public IDictionary<string, int> Models { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets or sets the maximum number of jobs that run at the same time.</summary>
    /// <value>A number from 0 to 1,000. The default is 4. A machine with 0 only stores jobs.</value>
    public int MaxJobs { get; set; } = 4;

    /// <summary>
    /// Gets or sets how long a machine that stops waits for its running jobs, before it interrupts them. Meanwhile, it takes no
    /// jobs. The host must have a longer <c>HostOptions.ShutdownTimeout</c>, which is 30 seconds by default.
    /// </summary>
    /// <value>A time from zero to 24 days. The default is zero: jobs are interrupted at once, and continue after a restart.</value>
    public TimeSpan DrainTimeout { get; set; }

    /// <summary>Gets or sets the directory for clones and worktrees.</summary>
    /// <value>The path. The default is the folder <c>opencode-fleet</c> in the user's local application data.</value>
    public string WorkDirectory { get; set; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "opencode-fleet");

    /// <summary>
    /// Gets or sets how the servers are started and shared. To resume interrupted jobs, all servers must use the same data
    /// directory after a restart.
    /// </summary>
    /// <value>
    /// The options. By default, all jobs share one server with the user's data, which is replaced after 25 directories.
    /// </value>
    public OpenCodeServerPoolOptions Pool { get; set; } = new() { Sharing = OpenCodeServerSharing.Shared, MaxDirectories = 25 };

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message contains its name and its value.</exception>
    public void Validate()
    {
        Check.Text(Name, nameof(Name));
        Check.Range(MaxJobs, 0, 1_000, nameof(MaxJobs));
        if (DrainTimeout != TimeSpan.Zero)
        {
            Check.Time(DrainTimeout, nameof(DrainTimeout));
        }

        Check.Text(WorkDirectory, nameof(WorkDirectory));
        ArgumentNullException.ThrowIfNull(Pool);
        Pool.Validate();
        if (Pool.Server.Restart != RestartPolicy.Never)
        {
            throw new ArgumentException($"Pool.Server.Restart is {Pool.Server.Restart}. The fleet itself replaces servers, and continues their jobs. Set it to Never.", nameof(Pool));
        }

        foreach (var label in Labels)
        {
            Check.Text(label, nameof(Labels));
        }

        foreach (var (model, most) in Models)
        {
            Check.Model(model, nameof(Models));
            Check.Range(most, 1, 1_000, $"{nameof(Models)}[{model}]");
        }
    }
}
