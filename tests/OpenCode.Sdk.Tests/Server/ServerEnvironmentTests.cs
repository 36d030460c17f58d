using System.Diagnostics;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>What a server gets of the environment of its parent, and where it keeps its data.</summary>
public sealed class ServerEnvironmentTests
{
    [Test]
    public void What_another_opencode_process_says_about_itself_is_left_out()
    {
        string[] ofParent =
        [
            "OPENCODE", "OPENCODE_CLIENT", "OPENCODE_RUN_ID", "OPENCODE_PROCESS_ROLE", "OPENCODE_PID", "OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME", "OPENCODE_ROUTE",
            "OPENCODE_TERMINAL", "BUN_OPTIONS", "BUN_BE_BUN", "BUN_INSPECT",
        ];
        string[] settings = ["AGENT", "OPENCODE_AUTH_CONTENT", "OPENCODE_LOG_LEVEL", "OPENCODE_PRINT_LOGS", "OPENCODE_PURE"];
        string[] ofUser = ["OPENCODE_CONFIG", "OPENCODE_CONFIG_DIR", "OPENCODE_MODELS_URL", "OPENCODE_DISABLE_AUTOUPDATE", "OPENCODE_PERMISSION", "OPENCODE_API_KEY", "ANTHROPIC_API_KEY", "PATH"];

        Assert.That(Left([.. ofParent, .. settings, .. ofUser]), Is.EquivalentTo(ofUser));
        Assert.That(Left([.. ofParent.Except(["OPENCODE_PID", "OPENCODE_RUN_ID"]), .. settings, .. ofUser]), Is.EquivalentTo([.. settings, .. ofUser]));

        static IEnumerable<string> Left(IEnumerable<string> names)
        {
            var start = new ProcessStartInfo();
            start.Environment.Clear();
            foreach (var name in names)
            {
                start.Environment[name] = "1";
            }

            ServerEnvironment.LeaveParent(start);
            return start.Environment.Keys;
        }
    }

    [Test]
    public void What_the_caller_sets_stays()
    {
        var environment = ServerCommand.StartInfo(new() { Environment = new Dictionary<string, string?> { ["OPENCODE_CLIENT"] = "mine", ["BUN_OPTIONS"] = "--smol" } }).Environment;
        Assert.That((environment["OPENCODE_CLIENT"], environment["BUN_OPTIONS"]), Is.EqualTo(("mine", "--smol")));
    }

    [TestCase(false, true, null)]
    [TestCase(true, false, """{"bash":"allow","question":"allow"}""")]
    public void Inherited_permissions_come_below_the_caller_s_and_the_caller_s_own_variable_stays(bool isOwn, bool isIncluded, string? left)
    {
        const string permissions = """{"bash":"allow","question":"allow"}""";
        var start = new ProcessStartInfo();
        start.Environment.Clear();
        start.Environment["OPENCODE_PERMISSION"] = permissions;
        Dictionary<string, string?> variables = isOwn ? new() { ["OPENCODE_PERMISSION"] = permissions } : [];
        Assert.That(ServerEnvironment.SetConfiguration(start, variables, true, """{"permission":{"bash":"deny"}}""", null), Is.Null);
        Assert.That(start.Environment.TryGetValue("OPENCODE_PERMISSION", out var value) ? value : null, Is.EqualTo(left));
        var rules = new EffectiveRules(new(start.Environment["OPENCODE_CONFIG_CONTENT"], null), left);
        Assert.That((rules.Action("bash"), rules.Action("question")), Is.EqualTo(isIncluded ? ("deny", "deny") : ("allow", "allow")));

        ServerEnvironment.SetConfiguration(start, variables, false, """{"model":"a/b"}""", null);
        Assert.That(start.Environment.ContainsKey("OPENCODE_PERMISSION"), Is.EqualTo(isOwn), "Nothing sets permissions, so nothing changes.");
    }

    [Test]
    public void Requests_to_this_machine_use_no_proxy(
        [Values(null, "http://proxy.test:8080")] string? upper,
        [Values(null, "", "http://proxy.test:8080")] string? lower,
        [Values(null, "", "example.test", "example.test, 127.0.0.1,::1", "*")] string? upperExceptions,
        [Values(null, "", "example.test", "localhost", "*")] string? lowerExceptions)
    {
        var variables = new Dictionary<string, string?> { ["HTTP_PROXY"] = upper, ["http_proxy"] = lower, ["NO_PROXY"] = upperExceptions, ["no_proxy"] = lowerExceptions };
        var environment = ServerCommand.StartInfo(new() { Environment = variables }).Environment;
        var hasProxy = upper is not null || lower is { Length: > 0 };
        string?[] before = [lowerExceptions, upperExceptions];
        string?[] after = [environment.TryGetValue("no_proxy", out var l) ? l : null, environment.TryGetValue("NO_PROXY", out var u) ? u : null];
        if (!hasProxy)
        {
            Assert.That(after, Is.EqualTo(before));
            return;
        }

        var applied = after.First(list => !string.IsNullOrEmpty(list))!.Split(',', StringSplitOptions.TrimEntries);
        var given = before.FirstOrDefault(list => !string.IsNullOrEmpty(list))?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        Assert.That(applied, Is.Unique.And.SupersetOf(given));
        Assert.That(applied, given.Contains("*") ? Is.EqualTo(given) : Is.SupersetOf(["127.0.0.1", "localhost", "::1"]));
    }

    [Test]
    public void A_data_directory_is_created_for_this_user_alone_and_holds_everything()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"opencode-data-{Guid.NewGuid():N}");
        try
        {
            ServerEnvironment.CreateDataDirectory(directory);
            var environment = ServerCommand.StartInfo(new OpenCodeServerOptions { DataDirectory = directory }.Copy()).Environment;
            Assert.That(
                new[] { "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" }.Select(name => environment[name]),
                Is.EqualTo(new[] { "data", "state", "cache", "config" }.Select(name => Path.Combine(directory, name))));
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(File.GetUnixFileMode(directory), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            }
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    [Test]
    public void Inherited_variables_that_name_another_place_are_left_out_with_a_data_directory_and_the_caller_s_own_stay(
        [Values("OPENCODE_DB", "OPENCODE_CONFIG", "OPENCODE_CONFIG_DIR", "OPENCODE_AUTH_CONTENT")] string name,
        [Values(null, "/data")] string? directory,
        [Values] bool isOwn)
    {
        var start = new ProcessStartInfo();
        start.Environment.Clear();
        start.Environment[name] = "/srv/shared";
        start.Environment["OPENCODE_MODELS_URL"] = "https://models.test";
        ServerEnvironment.SetDataDirectory(start, directory, isOwn ? new() { [name] = "/srv/shared" } : new Dictionary<string, string?>());
        Assert.That(start.Environment.ContainsKey(name), Is.EqualTo(directory is null || isOwn));
        Assert.That(start.Environment.Keys, Does.Contain("OPENCODE_MODELS_URL"));
    }

    [Test]
    public void A_data_directory_and_its_variables_are_refused_together()
    {
        var options = new OpenCodeServerOptions { DataDirectory = "/data", Environment = new Dictionary<string, string?> { ["XDG_CACHE_HOME"] = "/cache" } };
        Assert.That(Assert.Throws<ArgumentException>(options.Validate)!.Message, Does.Contain("XDG_CACHE_HOME"));
        Assert.DoesNotThrow((options with { Environment = new Dictionary<string, string?> { ["XDG_CACHE_HOME"] = null } }).Validate);
        Assert.That(Path.IsPathRooted((options with { DataDirectory = "relative" }).Copy().DataDirectory));
    }

    /// <summary>As the server determines it. <c>~</c> is the folder of the user who runs the tests.</summary>
    [TestCase("/home/me", null, "/work", "/home/me/.local/share/opencode")]
    [TestCase("/home/me", "/data", "/work", "/data/opencode")]
    [TestCase(null, "/data", "/work", "/data/opencode")]
    [TestCase(null, null, "/work", "~/.local/share/opencode")]
    [TestCase("", "", "/work", "~/.local/share/opencode")]
    [TestCase("/home/me", "data/../x", "/work", "/work/x/opencode")]
    [TestCase(null, "data", "", "./data/opencode")]
    [TestCase("home", null, "/work", "/work/home/.local/share/opencode")]
    [Platform(Exclude = "Win")]
    public void The_data_folder_is_known_whatever_the_environment_lacks(string? home, string? data, string directory, string expected)
    {
        var start = new ProcessStartInfo { WorkingDirectory = directory };
        start.Environment.Clear();
        ServerEnvironment.SetAll(start, new Dictionary<string, string?> { ["HOME"] = home, ["XDG_DATA_HOME"] = data, ["PATH"] = "/bin" });
        Assert.That(
            ServerEnvironment.DataFolder(start),
            Is.EqualTo(Path.GetFullPath(expected.Replace("~", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)))));
    }

    [TestCase("/", true, false)]
    [TestCase("/usr/bin", true, false)]
    [TestCase("/usr/bin/", true, false)]
    [TestCase("/etc/systemd/system", true, false)]
    [TestCase("/var", true, false)]
    [TestCase("/var/www/shop", false, false)]
    [TestCase("/opt/shop", false, false)]
    [TestCase("/binaries", false, false)]
    [TestCase("/Volumes", true, false)]
    [TestCase("/Volumes/work/shop", false, false)]
    [TestCase("/private/tmp", true, false)]
    [TestCase("/private/etc/ssh", true, false)]
    [TestCase("/home", true, false)]
    [TestCase("/home/me", false, true)]
    [TestCase("/home/me/", false, true)]
    [TestCase("/home/me/shop", false, false)]
    public void Folders_of_the_system_and_of_the_user_are_known(string folder, bool isSystem, bool isHome)
    {
        var unix = new WorkingDirectory(isWindows: false, "/home/me");
        Assert.That((unix.IsSystem(folder), unix.IsHome(folder)), Is.EqualTo((isSystem, isHome)));
    }

    [TestCase(@"C:\", true, false)]
    [TestCase(@"C:\Windows\System32", true, false)]
    [TestCase(@"c:\windows", true, false)]
    [TestCase(@"C:\WindowsApps2", false, false)]
    [TestCase(@"C:\program files\shop", true, false)]
    [TestCase(@"C:\Program Files (x64)", false, false)]
    [TestCase(@"c:\users\", true, false)]
    [TestCase(@"C:\Users\me", false, true)]
    [TestCase(@"C:\Users\me\shop", false, false)]
    public void So_are_those_of_Windows(string folder, bool isSystem, bool isHome)
    {
        var windows = new WorkingDirectory(isWindows: true, @"C:\Users\me", @"C:\Windows", @"C:\Program Files");
        Assert.That((windows.IsSystem(folder), windows.IsHome(folder)), Is.EqualTo((isSystem, isHome)));
    }

    /// <summary>Root works in its own home.</summary>
    [Test]
    public void A_home_is_not_a_folder_of_the_system() =>
        Assert.That(new WorkingDirectory(isWindows: false, "/root").IsSystem("/root"), Is.False);
}
