namespace OpenCode.Testing;

/// <summary>A folder of its own with shell scripts that stand in for programs.</summary>
public sealed class FakeExecutable : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-fake-");

    /// <param name="script">What it does, in the language of <c>/bin/sh</c>.</param>
    public FakeExecutable(string script)
    {
        Path = Add("opencode", $"#!/bin/sh\n{script}\n");
    }

    public string Path { get; }

    public string Folder => _folder.FullName;

    /// <summary>Adds a file that may be executed.</summary>
    /// <param name="name">Its path in the folder.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="mode">Who may do what.</param>
    public string Add(string name, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        var path = System.IO.Path.Combine(Folder, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
