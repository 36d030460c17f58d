using System.Reflection;

namespace OpenCode.Benchmarks;

/// <summary>Where things are, from the build.</summary>
internal static class Settings
{
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static string ServerVersion { get; } = Metadata("OpenCodeServerVersion");

    /// <summary>The live server, which only the recording needs.</summary>
    public static string ServerExecutable { get; } = Metadata("OpenCodeExecutable");

    /// <summary>The folder that the JavaScript SDK is installed into; Git ignores it.</summary>
    public static string JavaScriptSdkFolder { get; } = Metadata("JavaScriptSdkFolder");

    /// <summary>The documentation whose sections the program replaces.</summary>
    public static string PerformancePage { get; } = Path.Combine(RepositoryRoot, "docs", "performance.md");

    private static string Metadata(string key) =>
        typeof(Settings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
