using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OpenCode.Calls;

namespace OpenCode.Processes;

/// <summary>On Linux and macOS: a shell script beside the child that waits for the end of its standard input, a pipe from this process.</summary>
internal sealed class UnixGuardian(bool hasConsole) : Guardian
{
    private const string MarksVariable = "OPENCODE_SDK_MARKS";
    private const string Shell = "/bin/sh";
    private const string ScriptVariable = "OPENCODE_SDK_GUARDIAN";

    /// <summary>More than the guard needs, which takes milliseconds on an idle machine.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string> s_script = new(ReadScript);

    private readonly string _mark = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
    private Process? _guard;
    private string _folder = "";
    private string? _program;

    /// <summary>
    /// A session of its own keeps the terminal's signals from a program: Ctrl+C is for this process to handle, and what kills
    /// its process group leaves the guard. Not every system has the command.
    /// </summary>
    private static string? SessionCommand { get; } = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public override void Prepare(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder)
    {
        _folder = folder?.Path ?? "";
        // This process may itself have been started by a server under guard, whose mark is passed on whatever else is not.
        start.Environment[MarksVariable] = Environment.GetEnvironmentVariable(MarksVariable) is { Length: > 0 } outer ? $"{outer}:{_mark}" : _mark;
        SetCommand(start, hasConsole ? command : InOwnSession(command));
        _guard = StartGuard();
    }

    public override void Watch(Process process)
    {
        _program = process.Id.ToString(CultureInfo.InvariantCulture);
        TryTell(_program);
    }

    public override bool TryAskToEnd() => TryTell("stop");

    public override async ValueTask DisposeAsync()
    {
        if (_guard is null)
        {
            return;
        }

        if (!TryTell("over"))
        {
            // Somebody has killed the guard; another one cleans up.
            Release(_guard);
            _guard = StartGuard();
            TryTell("over");
        }

        using var limit = TimeProvider.System.CancelAfter(s_patience);
        try
        {
            await _guard.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It goes on without being waited for.
        }

        Release(_guard);
    }

    private Process StartGuard()
    {
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardInput = true };

        // In a variable, so that lists of processes stay readable.
        start.Environment[ScriptVariable] = s_script.Value;
        SetCommand(start, InOwnSession([Shell, "-c", $"eval \"${ScriptVariable}\"", "opencode-guardian", _mark, hasConsole ? "console" : "background", _folder]));
        return File.Exists(Shell)
            ? Process.Start(start)!
            : throw new IOException($"The guard that ends it with this program needs a shell, and {Shell} does not exist.");
    }

    /// <summary>A process does not close the pipe that others write to.</summary>
    private static void Release(Process guard)
    {
        try
        {
            guard.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // What could not be written is for nobody any more.
        }

        guard.Dispose();
    }

    private bool TryTell(string word)
    {
        try
        {
            _guard!.StandardInput.Write(word + "\n");
            _guard.StandardInput.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody listens any more.
            return false;
        }
    }

    private static IReadOnlyList<string> InOwnSession(IReadOnlyList<string> command) => SessionCommand is { } setsid ? [setsid, .. command] : command;

    private static string ReadScript()
    {
        using var reader = new StreamReader(typeof(UnixGuardian).Assembly.GetManifestResourceStream("OpenCode.Processes.guardian.sh")!);
        return reader.ReadToEnd();
    }
}
