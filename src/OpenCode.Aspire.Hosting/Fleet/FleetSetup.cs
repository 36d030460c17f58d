using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using OpenCode.Models;

namespace OpenCode.Aspire.Fleet;

/// <summary>Collects what the processes of a fleet have in common while the application is built.</summary>
internal sealed class FleetSetup
{
    public const string DefaultTool = "opencode-fleet";

    /// <summary>The longest variable of a process on Linux, with its name, the equals sign, and a null character.</summary>
    private const int LongestVariable = 128 * 1024;

    private readonly List<ExecutableResource> _processes = [];
    private string _tool = DefaultTool;
    private IReadOnlyList<string> _toolArguments = [];

    /// <summary>The configuration of the servers; null for that of the project and the user.</summary>
    public Config? Config { get; set; }

    /// <summary>The model; null for the model in the configuration.</summary>
    public PromptModel? Model { get; set; }

    /// <summary>The folder for all data; null for the folder in which Aspire keeps the files of the application.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Sets what runs the tool in all processes.</summary>
    public void SetTool(string command, IReadOnlyList<string> arguments)
    {
        _tool = command;
        _toolArguments = arguments;
        _processes.ForEach(SetCommand);
    }

    /// <summary>Adds a process that runs the tool.</summary>
    public void Add(ExecutableResource process)
    {
        _processes.Add(process);
        SetCommand(process);
    }

    /// <summary>Adds the arguments of a process, which starts when the values of its references are known.</summary>
    public void AddArguments(CommandLineArgsCallbackContext context, params object[] arguments)
    {
        foreach (var argument in (IEnumerable<object>)[.. _toolArguments, .. arguments])
        {
            context.Args.Add(argument);
        }
    }

    /// <summary>Returns the folder for all data of a fleet.</summary>
    public string FolderOf(OpenCodeFleetResource fleet, DistributedApplicationExecutionContext context) =>
        DataDirectory ?? Path.Combine(context.Services.GetRequiredService<IAspireStore>().BasePath, DefaultTool, fleet.Name);

    /// <summary>Adds the variables that the servers of a machine read.</summary>
    public void AddVariables(Dictionary<string, object> variables)
    {
        var config = Model is { } model ? (Config ?? new Config()) with { Model = model } : Config;
        if (config is not null)
        {
            var json = OpenCodeJson.Write(config);
            var length = ServerEnvironment.ConfigVariable.Length + json.Length + 2;
            variables[ServerEnvironment.ConfigVariable] = !OperatingSystem.IsLinux() || length <= LongestVariable
                ? Encoding.UTF8.GetString(json)
                : throw new InvalidOperationException(FormattableString.Invariant($"The configuration of the fleet has {json.Length} bytes. Linux limits the variable {ServerEnvironment.ConfigVariable} to {LongestVariable - ServerEnvironment.ConfigVariable.Length - 2} bytes. Use the configuration of the projects or the user instead."));
        }

        // The tool finds servers that are installed, but not the one that a package added to the app host.
        if (ExecutableSearch.Here.FindShipped() is { } server)
        {
            variables[ExecutableSearch.Variable] = server;
        }
    }

    private void SetCommand(ExecutableResource process) => process.Annotations.OfType<ExecutableAnnotation>().Last().Command = _tool;
}
