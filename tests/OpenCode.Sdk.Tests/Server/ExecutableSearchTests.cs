using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExecutableSearchTests : IDisposable
{
    private readonly FakeExecutable _files = new("exit 0");

    public void Dispose() => _files.Dispose();

    [Test]
    public void The_given_path_comes_first_then_the_variable_then_the_shipped_one_then_PATH_then_where_installers_put_it_then_node_modules_if_that_is_trusted()
    {
        var installed = _files.Add("home/.opencode/bin/opencode", "");
        var inModules = _files.Add("work/node_modules/.bin/opencode", "");
        var deep = Directory.CreateDirectory(Path.Combine(_files.Folder, "work", "a", "b")).FullName;
        var onPath = _files.Add("path/opencode", "");
        var named = _files.Add("named", "");
        var given = _files.Add("given", "");
        var path = string.Join(':', "", "relative", Path.Combine(_files.Folder, "nowhere"), Path.GetDirectoryName(onPath));

        Assert.That(Search(("OPENCODE_BIN", named), ("PATH", path)).Find(given, deep), Is.EqualTo(given));
        Assert.That(Search(("OPENCODE_BIN", named), ("PATH", path)).Find(null, deep), Is.EqualTo(named));
        Assert.That(Search(("OPENCODE_BIN", ""), ("PATH", path)).Find(null, deep), Is.EqualTo(onPath));
        var shipped = _files.Add("app/opencode-server/opencode", "");
        Assert.That(Search(("OPENCODE_BIN", named), ("PATH", path)).Find(null, deep), Is.EqualTo(named));
        Assert.That(Search(("PATH", path)).Find(null, deep), Is.EqualTo(shipped));
        Assert.That((Search(("PATH", path)).FindShipped(), Search(("OPENCODE_BIN", named)).FindShipped()), Is.EqualTo((shipped, (string?)null)));

        File.Delete(shipped);
        Assert.That(Search().FindShipped(), Is.Null);
        Assert.That(Search(("PATH", "/nowhere")).Find(null, deep), Is.EqualTo(installed));
        Assert.That(Search(("PATH", "/nowhere")).Find(null, deep, searchNodeModules: true), Is.EqualTo(installed));

        File.Delete(installed);
        Assert.That(Search(("PATH", "/nowhere")).Find(null, deep, searchNodeModules: true), Is.EqualTo(inModules));
        Assert.Throws<OpenCodeServerException>(() => Search(("PATH", "/nowhere")).Find(null, deep));
    }

    [Test]
    public void What_is_not_there_is_an_error_that_lists_every_place_and_the_install_command()
    {
        var work = Directory.CreateDirectory(Path.Combine(_files.Folder, "work")).FullName;
        var failure = Assert.Throws<OpenCodeServerException>(() => Search(("PATH", "/nowhere/one:\"/nowhere/two\""), ("XDG_BIN_DIR", "/nowhere/xdg")).Find(null, work, searchNodeModules: true))!;
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.ExecutableNotFound));
        Assert.That(failure.Message, Does.StartWith($"""
            The opencode executable was not found. OPENCODE_BIN is not set, and these folders don't contain opencode:
              {_files.Folder}/app/opencode-server
              /nowhere/one
              /nowhere/two
              /nowhere/xdg
            """.ReplaceLineEndings("\n")));
        Assert.That(failure.Message, Does.Contain($"\n  {work}/node_modules/.bin\n  {_files.Folder}/node_modules/.bin\n"));
        Assert.That(failure.Message, Does.Contain($"\n  {_files.Folder}/home/.opencode/bin\n").And.Contain("\n  /opt/homebrew/bin\n"));
        Assert.That(failure.Message, Does.EndWith("\nInstall it with: npm install -g opencode-ai@1"));
    }

    [Test]
    public void A_named_one_that_is_not_there_is_named()
    {
        Assert.That(
            Assert.Throws<OpenCodeServerException>(() => Search().Find("/nowhere/opencode", null))!.Message,
            Is.EqualTo("/nowhere/opencode does not exist.\nInstall it with: npm install -g opencode-ai@1"));
        Assert.That(
            Assert.Throws<OpenCodeServerException>(() => Search(("OPENCODE_BIN", "/nowhere/opencode")).Find(null, null))!.Message,
            Is.EqualTo("OPENCODE_BIN is set to /nowhere/opencode, which does not exist.\nInstall it with: npm install -g opencode-ai@1"));
    }

    [Test]
    public void One_that_is_not_executable_is_passed_over_unless_it_is_named()
    {
        var plain = _files.Add("plain/opencode", "", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var search = Search(("PATH", $"{Path.GetDirectoryName(plain)}:{_files.Folder}"));
        Assert.That(search.Find(null, null), Is.EqualTo(_files.Path));
        var failure = Assert.Throws<OpenCodeServerException>(() => search.Find(plain, null))!;
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.NotExecutable));
        Assert.That(failure.Message, Is.EqualTo($"{plain} is not executable. Make it executable with: chmod +x {plain}"));
    }

    [Test]
    public void A_shipped_one_that_is_not_executable_is_an_error_and_no_other_takes_its_place()
    {
        var shipped = _files.Add("app/opencode-server/opencode", "", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var failure = Assert.Throws<OpenCodeServerException>(() => Search(("PATH", _files.Folder)).Find(null, null))!;
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.NotExecutable));
        Assert.That(failure.Message, Is.EqualTo($"{shipped} is not executable. Make it executable with: chmod +x {shipped}"));
    }

    [Test]
    public void On_Windows_a_shipped_one_is_an_exe()
    {
        _files.Add("app/opencode-server/opencode", "");
        var onPath = _files.Add("path/opencode.cmd", "");
        var variables = new[] { ("PATH", $"/nowhere;{Path.GetDirectoryName(onPath)}") };
        Assert.That(Search(isWindows: true, variables).Find(null, "/"), Is.EqualTo(onPath));
        var shipped = _files.Add("app/opencode-server/opencode.exe", "");
        Assert.That(Search(isWindows: true, variables).Find(null, "/"), Is.EqualTo(shipped));
    }

    [Test]
    public void A_working_directory_that_is_not_there_is_an_error_of_its_own() =>
        Assert.That(
            Assert.Throws<DirectoryNotFoundException>(() => Search().Find(_files.Path, "/nowhere"))!.Message,
            Is.EqualTo("The working directory /nowhere does not exist."));

    [Test]
    public void Windows_has_names_with_the_extensions_of_PATHEXT_and_folders_of_its_own()
    {
        var roaming = _files.Add("roaming/npm/opencode.cmd", "");
        _files.Add("path/opencode", "npm puts a script for other shells there, which Windows can't run");
        var path = $"/nowhere;{Path.Combine(_files.Folder, "path")}";
        var variables = new[] { ("PATH", path), ("APPDATA", Path.Combine(_files.Folder, "roaming")) };
        Assert.That(Search(isWindows: true, variables).Find(null, "/"), Is.EqualTo(roaming));

        var script = _files.Add("path/opencode.cmd", "");
        Assert.That(Search(isWindows: true, variables).Find(null, "/"), Is.EqualTo(script));
        var executable = _files.Add("path/opencode.exe", "");
        Assert.That(Search(isWindows: true, variables).Find(null, "/"), Is.EqualTo(executable));
        Assert.That(Search(isWindows: true, [("PATHEXT", ".CMD;;.EXE"), .. variables]).Find(null, "/"), Is.EqualTo(script));
    }

    [TestCase("/bin", false, true)]
    [TestCase("bin", false, false)]
    [TestCase("./bin", false, false)]
    [TestCase(@"C:\bin", false, false)]
    [TestCase("", false, false)]
    [TestCase(@"C:\bin", true, true)]
    [TestCase("C:/bin", true, true)]
    [TestCase(@"\\server\share", true, true)]
    [TestCase("//server/share", true, true)]
    [TestCase(@"\\?\C:\bin", true, true)]
    [TestCase("C:bin", true, false)]
    [TestCase("C:", true, false)]
    [TestCase(@"\bin", true, false)]
    [TestCase("/bin", true, false)]
    [TestCase("bin", true, false)]
    [TestCase("", true, false)]
    public void Only_a_path_that_depends_on_no_current_directory_is_absolute(string path, bool isWindows, bool isAbsolute) =>
        Assert.That(ExecutableSearch.IsAbsolute(path, isWindows), Is.EqualTo(isAbsolute));

    [Test]
    public void A_variable_that_names_a_relative_folder_searches_no_directory(
        [Values("OPENCODE_INSTALL_DIR", "XDG_BIN_DIR", "PATH", "APPDATA", "LOCALAPPDATA", "ProgramData")] string variable, [Values] bool isWindows)
    {
        // The path of an executable, relative to the current directory.
        var folder = Path.GetRelativePath(Directory.GetCurrentDirectory(), _files.Folder);
        foreach (var below in new[] { "", "npm", "pnpm", Path.Combine("chocolatey", "bin") })
        {
            _files.Add(Path.Combine(below, "opencode.exe"), "");
        }

        var failure = Assert.Throws<OpenCodeServerException>(() => Search(isWindows, (variable, folder)).Find(null, "/"))!;
        Assert.That(failure.Message, Does.Not.Contain($"\n  {folder}"));
    }

    /// <summary>npm run puts these folders on PATH; a cloned repository can contain any program there.</summary>
    [TestCase("work", "work/node_modules/.bin", false)]
    [TestCase("work", "work/node_modules/.bin/", false)]
    [TestCase("work/", "work/node_modules/.bin", false)]
    [TestCase("work/a/b", "work/node_modules/.bin", false)]
    [TestCase("work", "work/a/node_modules/.bin", false)]
    [TestCase("work", "work/a/../node_modules/.bin", false)]
    [TestCase("work", "other/node_modules/.bin", true)]
    [TestCase("work", "working/node_modules/.bin", true)]
    [TestCase("work/a", "work/b/node_modules/.bin", true)]
    [TestCase("work", "work/tools", true)]
    [TestCase("work", "work/node_modules/tools", true)]
    public void Node_modules_of_the_working_directory_are_not_searched_on_PATH_either_unless_they_are_trusted(string work, string folder, bool isSearched)
    {
        var executable = _files.Add(Path.Combine(folder, "opencode"), "");
        var start = Path.Combine(_files.Folder, work);
        Directory.CreateDirectory(start);
        var search = Search(("PATH", Path.Combine(_files.Folder, folder)));
        Assert.That(search.Find(null, start, searchNodeModules: true), Is.EqualTo(Path.GetFullPath(executable)));
        if (isSearched)
        {
            Assert.That(search.Find(null, start), Is.EqualTo(Path.GetFullPath(executable)));
        }
        else
        {
            Assert.Throws<OpenCodeServerException>(() => search.Find(null, start));
        }
    }

    private ExecutableSearch Search(params (string Name, string Value)[] variables) => Search(isWindows: false, variables);

    private ExecutableSearch Search(bool isWindows, params (string Name, string Value)[] variables) =>
        new(isWindows, name => variables.FirstOrDefault(v => v.Name == name).Value, Path.Combine(_files.Folder, "home"), Path.Combine(_files.Folder, "app"));
}
