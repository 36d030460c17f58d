using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Processes;

namespace OpenCode.Tools.Hooks;

/// <summary>
/// Represents the plugin in a folder that only the current user can access. The folder is removed when this object is disposed or
/// the process exits. If the process is killed, the next process with hooks removes the folder.
/// </summary>
internal sealed class HookFiles : IDisposable
{
    private const string Prefix = "opencode-hooks-";
    private const string PluginName = "plugin.js";
    private const string LockName = "lock";

    /// <summary>
    /// The age after which an unlocked folder is removed. A process that creates a folder needs some time to lock it.
    /// </summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMinutes(10);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():N}");
    private FileStream? _lock;

    /// <summary>The URL of the plugin. It is known before the plugin exists.</summary>
    public Uri Url => new(Path.Combine(_folder, PluginName));

    /// <exception cref="IOException">The files can't be created.</exception>
    public void Create(Action<Utf8JsonWriter> settings, TimeProvider timeProvider)
    {
        RemoveOthers(timeProvider.GetUtcNow() - s_moment);
        PrivateFiles.CreateFolder(_folder);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        PrivateFiles.CreateFile(Path.Combine(_folder, LockName), FileOptions.None).Dispose();
        _lock = new FileStream(Path.Combine(_folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var file = PrivateFiles.CreateFile(Path.Combine(_folder, PluginName), FileOptions.None);
        file.Write("const settings = "u8);
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            settings(writer);
        }

        file.Write("\n"u8);
        using var plugin = typeof(HookFiles).Assembly.GetManifestResourceStream("OpenCode.Tools.Hooks.plugin.js")!;
        plugin.CopyTo(file);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Remove();
    }

    /// <summary>Removes folders of processes that were killed. Their locks are no longer in use.</summary>
    private static void RemoveOthers(DateTimeOffset before)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            try
            {
                if (Directory.GetLastWriteTimeUtc(folder) < before.UtcDateTime)
                {
                    new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder is in use, or it belongs to another user.
            }
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Remove();

    private void Remove()
    {
        Interlocked.Exchange(ref _lock, null)?.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder has already been removed, or a server on Windows is reading it. In that case, the next process with
            // hooks removes it.
        }
    }
}
