using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>The scripts npm makes on Windows, with the separators of this system in the paths that come out.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CommandScriptTests : IDisposable
{
    private const string CmdHead = "@ECHO off\r\nGOTO start\r\n:find_dp0\r\nSET dp0=%~dp0\r\nEXIT /b\r\n:start\r\nSETLOCAL\r\nCALL :find_dp0\r\n";

    private const string NodeCmd = CmdHead + """
        IF EXIST "%dp0%\node.exe" (
          SET "_prog=%dp0%\node.exe"
        ) ELSE (
          SET "_prog=node"
        )
        endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\node_modules\opencode-ai\bin\opencode" %*
        """;

    private readonly FakeExecutable _files = new("exit 0");

    public void Dispose() => _files.Dispose();

    [Test]
    public void What_is_no_script_is_run_as_it_is() =>
        Assert.That(Command(_files.Path, "serve", "a&b"), Is.EqualTo(new[] { _files.Path, "serve", "a&b" }));

    [TestCase("opencode.cmd", CmdHead + "\"%dp0%\\node_modules\\opencode-ai\\bin\\opencode.exe\"   %*\r\n")]
    [TestCase("opencode.cmd", "@\"%~dp0\\node_modules\\opencode-ai\\bin\\opencode.exe\" %*\r\n")]
    [TestCase("opencode.ps1", "& \"$basedir/node_modules/opencode-ai/bin/opencode.exe\"   $args\nexit $LASTEXITCODE\n")]
    public void A_script_gives_way_to_the_executable_it_runs(string name, string content)
    {
        var target = _files.Add("node_modules/opencode-ai/bin/opencode.exe", "");
        Assert.That(Command(_files.Add(name, content), "serve", "a&b"), Is.EqualTo(new[] { target, "serve", "a&b" }));
    }

    [Test]
    public void A_script_that_runs_a_file_of_nodes_gives_way_to_node()
    {
        var target = _files.Add("node_modules/opencode-ai/bin/opencode", "");
        var script = _files.Add("opencode.cmd", NodeCmd);
        Assert.That(Command(script, "serve"), Is.EqualTo(new[] { "/on/path/node.exe", target, "serve" }));
        var node = _files.Add("node.exe", "");
        Assert.That(Command(script, "serve"), Is.EqualTo(new[] { node, target, "serve" }));
    }

    [Test]
    public void Another_script_gets_only_arguments_that_can_not_break_out()
    {
        var script = _files.Add("opencode.cmd", "@echo off\r\nmagic %*\r\n");
        string[] harmless = ["serve", "--hostname=127.0.0.1", "--port=4096", "--cors=https://a.test:1", @"C:\a b"];
        Assert.That(Command(script, harmless), Is.EqualTo(new[] { script }.Concat(harmless)));
        var shell = _files.Add("opencode.ps1", "magic @args");
        Assert.That(Command(shell, "serve"), Is.EqualTo(new[] { "powershell.exe", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", shell, "serve" }));
        foreach (var argument in new[] { "a&calc", "a|b", "a>b", "a<b", "a^b", "%PATH%", "a\"b", "a!b", "a\nb", "a\n", "(a)", "a;b", "$(a)", "`a", "'a'" })
        {
            var failure = Assert.Throws<ArgumentException>(() => Command(script, "serve", argument))!;
            Assert.That(failure.Message, Does.StartWith($"The argument {argument} can't be passed safely to the script {script}."));
        }
    }

    private static IReadOnlyList<string> Command(string executable, params string[] arguments) => new CommandScript(() => "/on/path/node.exe").Command(executable, arguments);
}
