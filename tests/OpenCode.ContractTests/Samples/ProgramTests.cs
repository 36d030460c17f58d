using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>Runs samples as programs. They print what their pages show.</summary>
[Parallelizable]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class ProgramTests
{
    [TestCase("Agents", 0)]
    [TestCase("ChatClient", 0)]
    [TestCase("Hooks", 0)]
    [TestCase("Quickstart", 0)]
    [TestCase("ReviewBot", 1)]
    [TestCase("Tools", 0)]
    public async Task A_sample_prints_what_its_page_shows(string sample, int expectedExitCode, CancellationToken cancellationToken)
    {
        var options = LiveServer.Options();
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", sample, Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), $"{sample}.dll");
        var start = LiveServer.StartInfo(options, "dotnet", [Path.GetFullPath(program)]);
        start.WorkingDirectory = LiveServer.Project;
        start.Environment["OPENCODE_BIN"] = options.ExecutablePath;

        // Servers that load plugins wait for each other if they have the same home directory.
        start.Environment["HOME"] = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"home-{sample}")).FullName;
        var (exitCode, output) = await Command.RunAsync(start, cancellationToken);
        Assert.That(EndOfLine().Replace(output, ""), Does.Match($"^{Transcript(sample)}$"));
        Assert.That(exitCode, Is.EqualTo(expectedExitCode));
    }

    /// <summary>Returns the first block of output in the page of a sample, as a regular expression. An ellipsis stands for any text.</summary>
    private static string Transcript(string sample) =>
        Regex.Escape(Output().Match(File.ReadAllText(Repository.File($"samples/{sample}/README.md"))).Groups[1].Value).Replace("…", ".*", StringComparison.Ordinal);

    /// <summary>White space that a page can't show.</summary>
    [GeneratedRegex(@" +$", RegexOptions.Multiline)]
    private static partial Regex EndOfLine();

    [GeneratedRegex(@"^```\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Output();
}
