using System.Diagnostics;
using System.IO.Pipes;
using System.Security.Cryptography;
using System.Text;

namespace OpenCode.Processes;

/// <summary>On Linux and macOS: a shell script beside the child that waits for the end of a pipe from this process.</summary>
internal sealed class UnixGuardian(bool hasConsole) : Guardian
{
    private const string Shell = "/bin/sh";
    private const string ScriptVariable = "OPENCODE_SDK_GUARDIAN";

    private static readonly Lazy<string> s_script = new(ReadScript);

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out, HandleInheritability.Inheritable);

    public override void Prepare(ProcessStartInfo start, IReadOnlyList<string> command)
    {
        // In a variable, so that lists of processes stay readable.
        start.Environment[ScriptVariable] = s_script.Value;
        SetCommand(start,
        [
            Shell, "-c", $"eval \"${ScriptVariable}\"", "opencode-guardian",
            _pipe.GetClientHandleAsString(),
            Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant(),
            hasConsole ? "console" : "background",
            .. command,
        ]);
    }

    public override void Watch(Process process) => _pipe.DisposeLocalCopyOfClientHandle();

    public override bool TryAskToEnd() => TryTell("stop\n");

    public override void Dispose()
    {
        TryTell("over\n");
        _pipe.Dispose();
    }

    private bool TryTell(string line)
    {
        try
        {
            _pipe.Write(Encoding.ASCII.GetBytes(line), 0, line.Length);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody guards: the process was never started, somebody has killed the guard, or all is over already.
            return false;
        }
    }

    private static string ReadScript()
    {
        using var reader = new StreamReader(typeof(UnixGuardian).Assembly.GetManifestResourceStream("OpenCode.Processes.guardian.sh")!);
        return reader.ReadToEnd();
    }
}
