using System.Text;
using OpenCode.Calls;

namespace OpenCode;

/// <summary>
/// Ensures that only one server at a time makes the first start in a data folder. The first server of a version creates or
/// migrates the database in the folder, and servers that do so at the same time fail. A file in the folder records the
/// executable. The file is locked during the start. The lock ends no later than this process. See
/// https://github.com/anomalyco/opencode/pull/44558.
/// </summary>
internal sealed class FirstStartLock : IDisposable
{
    private const string FileName = ".sdk-first-start";

    private static readonly TimeSpan s_pollDelay = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;
    private readonly string _executable;

    private FirstStartLock(FileStream file, string executable)
    {
        _file = file;
        _executable = executable;
    }

    /// <summary>Waits until no other server makes its first start in the folder.</summary>
    /// <param name="dataFolder">The folder of the server's data.</param>
    /// <param name="executable">The executable. Another version is another executable.</param>
    /// <param name="patience">The maximum time to wait. After that, the start continues without the lock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lock, to dispose when the server is ready or has failed; null if this is not the first start.</returns>
    public static async Task<FirstStartLock?> EnterAsync(string dataFolder, string executable, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await LockAsync(dataFolder, executable, patience, cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException)
        {
            // The server reports a problem with the folder.
            return null;
        }
    }

    /// <summary>Records that a server of this executable was ready in the folder.</summary>
    public void Complete()
    {
        try
        {
            _file.SetLength(0);
            var content = Encoding.UTF8.GetBytes(_executable);
            _file.Write(content, 0, content.Length);
            _file.Flush();
        }
        catch (IOException)
        {
            // For example, the disk is full. The next server also takes the lock, which has no other effect.
        }
    }

    /// <summary>Releases the lock, so that the next server can start.</summary>
    public void Dispose() => _file.Dispose();

    private static async Task<FirstStartLock?> LockAsync(string dataFolder, string executable, TimeSpan patience, CancellationToken cancellationToken)
    {
        var identity = ExecutableVersion.Identify(executable);
        var path = Path.Combine(dataFolder, FileName);
        var start = TimeProvider.System.GetTimestamp();
        while (!IsDone(dataFolder, path, identity))
        {
            if (TryLock(dataFolder, path) is { } file)
            {
                // Another server may have completed its start between the check and the lock.
                if (Read(file) != identity || !HasDatabase(dataFolder))
                {
                    return new FirstStartLock(file, identity);
                }

                file.Dispose();
                return null;
            }

            if (!File.Exists(path) || TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                // The folder is read-only, or another process keeps the lock for longer than a start takes.
                return null;
            }

            await TimeProvider.System.WaitAsync(s_pollDelay, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static bool IsDone(string dataFolder, string path, string identity)
    {
        try
        {
            // Other readers can open the file at the same time; a first start opens it exclusively.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(file) == identity && HasDatabase(dataFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns whether the folder contains a database. Old servers have a folder of files instead.</summary>
    private static bool HasDatabase(string dataFolder) => Directory.EnumerateFiles(dataFolder, "*.db").Any() || Directory.Exists(Path.Combine(dataFolder, "storage"));

    private static string Read(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1024, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <returns>Null if another process has the lock.</returns>
    private static FileStream? TryLock(string dataFolder, string path)
    {
        try
        {
            Directory.CreateDirectory(dataFolder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
