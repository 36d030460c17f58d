using System.Text;

namespace OpenCode.Processes;

/// <summary>
/// A folder that only this user can access, for one process. It is removed when the process ends or, if this process is killed first,
/// by the guardian (Linux and macOS) or by Windows.
/// </summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string ContentName = "opencode.json";
    private const string WorkName = "work";

    private readonly string? _content;
    private FileStream? _lifetime;

    /// <param name="content">The content of the file; null for none.</param>
    /// <param name="hasWorkingDirectory">Whether the folder contains a working directory for the process.</param>
    public PrivateFolder(string? content, bool hasWorkingDirectory)
    {
        _content = content;
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"opencode-{Guid.NewGuid():N}");
        ContentPath = content is null ? null : System.IO.Path.Combine(Path, ContentName);
        WorkingDirectory = hasWorkingDirectory ? System.IO.Path.Combine(Path, WorkName) : null;
    }

    public string Path { get; }

    /// <summary>The file that contains the content; null if there is none.</summary>
    public string? ContentPath { get; }

    /// <summary>An empty folder; null if there is none.</summary>
    public string? WorkingDirectory { get; }

    /// <summary>Creates the folder. Its name is random, so that nobody else can have created it before.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    public void Create()
    {
        PrivateFiles.CreateFolder(Path);
        if (WorkingDirectory is not null)
        {
            PrivateFiles.CreateFolder(WorkingDirectory);
        }

        if (ContentPath is null)
        {
            return;
        }

        // Windows deletes such a file when its last handle is closed, however this process ends.
        var isWindows = OperatingSystem.IsWindows();
        var file = PrivateFiles.CreateFile(ContentPath, isWindows ? FileOptions.DeleteOnClose : FileOptions.None);
        _lifetime = isWindows ? file : null;
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 4096, leaveOpen: isWindows);
        writer.Write(_content);
    }

    /// <summary>Removes the folder. What the process has left in its working directory stays.</summary>
    public void Dispose()
    {
        _lifetime?.Dispose();
        Delete(ContentPath, File.Delete);
        Delete(WorkingDirectory, Directory.Delete);
        Delete(Path, Directory.Delete);
    }

    private static void Delete(string? path, Action<string> delete)
    {
        try
        {
            if (path is not null)
            {
                delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or not empty.
        }
    }
}
