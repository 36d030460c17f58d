namespace OpenCode.Samples;

/// <summary>Ctrl+C: the first one stops the turn. A second one, or one without a turn, ends the program.</summary>
public sealed class ChatInterrupt : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _program = new();
    private CancellationTokenSource? _turn;

    /// <summary>Is canceled when the program ends.</summary>
    public CancellationToken Program => _program.Token;

    /// <summary>Handles Ctrl+C.</summary>
    public void Press()
    {
        lock (_gate)
        {
            (_turn is { IsCancellationRequested: false } ? _turn : _program).Cancel();
        }
    }

    /// <summary>Runs a turn that Ctrl+C stops.</summary>
    /// <param name="turn">The turn. Its token is also canceled when the program ends.</param>
    public async Task RunAsync(Func<CancellationToken, Task> turn)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Program);
        SetTurn(source);
        try
        {
            await turn(source.Token);
        }
        finally
        {
            SetTurn(null);
        }
    }

    /// <summary>Releases the tokens.</summary>
    public void Dispose() => _program.Dispose();

    private void SetTurn(CancellationTokenSource? turn)
    {
        lock (_gate)
        {
            _turn = turn;
        }
    }
}
