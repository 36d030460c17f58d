using OpenCode.Testing;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>A console whose user types the given keys and then does nothing. The test console fails instead.</summary>
internal sealed class PatientConsole(TestConsole console) : IAnsiConsole, IAnsiConsoleInput
{
    private int _waits;

    public Profile Profile => console.Profile;

    public IAnsiConsoleCursor Cursor => console.Cursor;

    public IAnsiConsoleInput Input => this;

    public IExclusivityMode ExclusivityMode => console.ExclusivityMode;

    public RenderPipeline Pipeline => console.Pipeline;

    /// <summary>How often the program waited for a key that did not come.</summary>
    public int Waits => Volatile.Read(ref _waits);

    public void Clear(bool home) => console.Clear(home);

    public void Write(IRenderable renderable) => console.Write(renderable);

    public void WriteAnsi(Action<AnsiWriter> action) => console.WriteAnsi(action);

    public bool IsKeyAvailable() => console.Input.IsKeyAvailable();

    public ConsoleKeyInfo? ReadKey(bool intercept) => console.Input.ReadKey(intercept);

    public async Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken)
    {
        if (!IsKeyAvailable())
        {
            Interlocked.Increment(ref _waits);
            await cancellationToken.UntilCanceledAsync();
        }

        return ReadKey(intercept);
    }
}
