using Microsoft.Playwright;

namespace OpenCode.WebChat.Tests;

/// <summary>
/// A headless browser: that of the environment variable OPENCODE_BROWSER, otherwise the pinned one that the build installs, otherwise
/// one of the machine. The pinned one comes first, so that a page looks and behaves the same everywhere.
/// </summary>
internal static class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe"];

    private static string Pinned => Path.Combine(Metadata.Value("ChromiumFolder"), "chromium");

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var path = Find();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Env = path == Pinned ? PinnedEnvironment() : null });
    }

    private static string Find() => Environment.GetEnvironmentVariable("OPENCODE_BROWSER") is { Length: > 0 } chosen
        ? chosen
        : Candidates().FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need a browser. Install Chromium, Google Chrome, or Microsoft Edge, and set the environment variable OPENCODE_BROWSER to its executable.");

    private static IEnumerable<string> Candidates()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return [Pinned, .. s_names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))];
    }

    /// <summary>The pinned browser brings its libraries and a font, which the machine may not have.</summary>
    private static Dictionary<string, string> PinnedEnvironment()
    {
        var folder = Path.GetDirectoryName(Pinned)!;
        return new(StringComparer.Ordinal)
        {
            ["FONTCONFIG_FILE"] = Path.Combine(folder, "fonts.conf"),
            ["HOME"] = Path.GetTempPath(),
            ["LD_LIBRARY_PATH"] = Path.Combine(folder, "al2023", "lib"),
        };
    }
}
