using System.Diagnostics;

namespace OpenCode.Benchmarks;

/// <summary>Starts this program again in another process.</summary>
internal static class Self
{
    /// <summary>Specifies the program by its library, because tests run it in their own process.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var library = typeof(Self).Assembly.Location;
        return Redirected(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(library, ".runtimeconfig.json"), library, .. arguments]);
    }

    /// <summary>Starts a program whose input and output are redirected.</summary>
    public static ProcessStartInfo Redirected(string program, IReadOnlyList<string> arguments) =>
        new(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
}
