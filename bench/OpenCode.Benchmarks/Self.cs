using System.Diagnostics;

namespace OpenCode.Benchmarks;

/// <summary>This program, to be started once more.</summary>
internal static class Self
{
    /// <summary>Tests run the program in a process that is not its own, so it is named by its library.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var library = typeof(Self).Assembly.Location;
        return Redirected(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(library, ".runtimeconfig.json"), library, .. arguments]);
    }

    /// <summary>A program whose input and output are pipes.</summary>
    public static ProcessStartInfo Redirected(string program, IReadOnlyList<string> arguments) =>
        new(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
}
