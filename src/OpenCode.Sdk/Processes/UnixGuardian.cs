using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OpenCode.Calls;

namespace OpenCode.Processes;

/// <summary>
/// Guards a process on Linux and macOS with a shell script that waits for the end of its standard input, which is a pipe from
/// this process.
/// </summary>
internal sealed class UnixGuardian(bool hasConsole) : Guardian
{
    private const string MarksVariable = "OPENCODE_SDK_MARKS";
    private const string Shell = "/bin/sh";
    private const string ScriptVariable = "OPENCODE_SDK_GUARDIAN";

    /// <summary>The maximum time for the guard to end. On an idle machine, it takes milliseconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string> s_script = new(ReadScript);

    /// <summary>Gets the script of the guard.</summary>
    internal static string Script => s_script.Value;

    private readonly string _mark = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
    private Process? _guard;
    private string _folder = "";
    private string? _program;

    /// <summary>
    /// The command that starts a program in its own session, so that it does not receive the signals of the terminal: this
    /// process handles Ctrl+C, and the end of its process group does not end the guard. Null if the system does not have the
    /// command.
    /// </summary>
    private static string? SessionCommand { get; } = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    public override void Prepare(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder)
    {
        _folder = folder?.Path ?? "";

        // A guarded server can have started this process. Its mark is always passed on.
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
            // The guard was killed. Another one cleans up.
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
            // The guard continues without a wait.
        }

        Release(_guard);
    }

    private Process StartGuard()
    {
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardInput = true };

        // The script is passed in a variable, so that lists of processes are readable.
        start.Environment[ScriptVariable] = Script;
        SetCommand(start, InOwnSession([Shell, "-c", $"eval \"${ScriptVariable}\"", "opencode-guardian", _mark, hasConsole ? "console" : "background", _folder]));
        return File.Exists(Shell)
            ? Process.Start(start)!
            : throw new IOException($"The guard, which ends the child process when this program ends, requires a shell. {Shell} does not exist.");
    }

    /// <summary>Releases the guard. Process does not close the pipe that this class writes to.</summary>
    private static void Release(Process guard)
    {
        try
        {
            guard.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // The guard no longer needs the data that could not be written.
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
            // The guard has ended.
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
