using System.Text;

namespace OpenCode.Processes;

/// <summary>
/// Represents a folder for one process that only the current user can access. It is removed when the process ends or, if this
/// process is killed first, by the guardian (Linux and macOS) or by Windows.
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

    /// <summary>Gets the path of the file that contains the content; null if there is none.</summary>
    public string? ContentPath { get; }

    /// <summary>Gets the path of the empty working directory; null if there is none.</summary>
    public string? WorkingDirectory { get; }

    /// <summary>Creates the folder. Its name is random, so that no other user can create it first.</summary>
    /// <exception cref="IOException">The folder can't be created.</exception>
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

        // Windows deletes the file when its last handle is closed, regardless of how this process ends.
        var isWindows = OperatingSystem.IsWindows();
        var file = PrivateFiles.CreateFile(ContentPath, isWindows ? FileOptions.DeleteOnClose : FileOptions.None);
        _lifetime = isWindows ? file : null;
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 4096, leaveOpen: isWindows);
        writer.Write(_content);
    }

    /// <summary>
    /// Removes the folder. Files that the process has left in its working directory, and therefore the folder, remain.
    /// </summary>
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
            // It does not exist, or it is not empty.
        }
    }
}
