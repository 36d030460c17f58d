using System.Reflection;

namespace OpenCode.Benchmarks;

/// <summary>The paths and versions from the build.</summary>
internal static class Settings
{
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static string ServerVersion { get; } = Metadata("OpenCodeServerVersion");

    /// <summary>The live server, which only the <c>record</c> command requires.</summary>
    public static string ServerExecutable { get; } = Metadata("OpenCodeExecutable");

    /// <summary>The folder for the JavaScript SDK, which Git ignores.</summary>
    public static string JavaScriptSdkFolder { get; } = Metadata("JavaScriptSdkFolder");

    /// <summary>The documentation page whose sections the program replaces.</summary>
    public static string PerformancePage { get; } = Path.Combine(RepositoryRoot, "docs", "performance.md");

    private static string Metadata(string key) =>
        typeof(Settings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
