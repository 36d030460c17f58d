using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>The programs in the packages' readmes compile, with nothing but what the readmes say.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class ReadmeTests
{
    [TestCase("Sdk", "Apps/Console")]
    [TestCase("Generated", "Apps/Console")]
    [TestCase("Server", "Apps/Server")]
    [TestCase("Aspire.Hosting", "Apps/Aspire")]
    [TestCase("Extensions.Agents", "Apps/Agents")]
    [TestCase("Extensions.AI", "Apps/Chat")]
    [TestCase("Extensions.Hosting", "Apps/Web")]
    [TestCase("Extensions.NewtonsoftJson", "Apps/Newtonsoft")]
    [TestCase("Extensions.Tools", "Apps/Tools")]
    [TestCase("Fleet", "Apps/Fleet")]
    [TestCase("Fleet.Client", "Apps/FleetClient")]
    [TestCase("Testing", "Apps/Testing")]
    public async Task The_program_in_the_readme_compiles(string package, string source, CancellationToken cancellationToken)
    {
        var program = Program().Matches(Feed.ReadText(package, "README.md")).Single().Groups[1].Value;
        var app = App.Copy(source);
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "Program.cs"), program, cancellationToken);
        var (exitCode, output) = await Command.RunAsync(app.Dotnet("build", "-p:OpenCodeServerEnabled=false"), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
    }

    [GeneratedRegex("```csharp\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
