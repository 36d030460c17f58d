using System.Text;
using OpenCode.Calls;

namespace OpenCode;

/// <summary>
/// Lets only one of several servers start first in a data folder. The first server of a version creates or migrates the database there,
/// and servers that do so at the same time fail. A file in the folder remembers which executable has done it; while the start is under
/// way, the file is locked, which ends with this process at the latest.
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

    /// <summary>Waits until no other server starts first in the folder.</summary>
    /// <param name="dataFolder">Where the server keeps its data.</param>
    /// <param name="executable">The executable; another version of it is another executable.</param>
    /// <param name="patience">How long to wait; then the start goes on all the same.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>To be disposed when the server is ready or has failed; null if the server is not the first one.</returns>
    public static async Task<FirstStartLock?> EnterAsync(string dataFolder, string executable, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await LockAsync(dataFolder, executable, patience, cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException)
        {
            // The folder is for the server to complain about.
            return null;
        }
    }

    /// <summary>Remembers that a server of this executable has been ready in the folder.</summary>
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
            // The disk is full, for example. The next server takes itself for the first one, which costs it no more than the lock.
        }
    }

    /// <summary>Lets the next one start.</summary>
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
                // Another one may have come first between the look and the lock.
                if (Read(file) != identity || !HasDatabase(dataFolder))
                {
                    return new FirstStartLock(file, identity);
                }

                file.Dispose();
                return null;
            }

            if (!File.Exists(path) || TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                // The folder can't be written to, or somebody holds the lock for longer than a start takes.
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
            // Shared with those who look too; one that starts first does not share.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(file) == identity && HasDatabase(dataFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Old servers have a folder of files instead.</summary>
    private static bool HasDatabase(string dataFolder) => Directory.EnumerateFiles(dataFolder, "*.db").Any() || Directory.Exists(Path.Combine(dataFolder, "storage"));

    private static string Read(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1024, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <returns>Null if somebody else holds the lock.</returns>
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
