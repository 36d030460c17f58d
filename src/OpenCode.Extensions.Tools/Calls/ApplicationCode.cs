namespace OpenCode.Tools.Calls;

/// <summary>Runs code of the application, which may ignore its token or block its thread.</summary>
internal static class ApplicationCode
{
    /// <summary>Runs code until it returns, fails, or is canceled.</summary>
    /// <param name="code">The code.</param>
    /// <param name="failedLate">Receives the exception of code that fails after the wait has been canceled.</param>
    /// <param name="cancellationToken">Cancels the wait. The code itself may continue.</param>
    /// <exception cref="OperationCanceledException">The wait or the code was canceled.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> code, Action<Exception> failedLate, CancellationToken cancellationToken)
    {
        var work = Task.Run(code, CancellationToken.None);
        try
        {
            return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = ReportLateAsync(work, failedLate);
            throw;
        }
    }

    private static async Task ReportLateAsync(Task work, Action<Exception> failedLate)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The code has reacted to its token.
        }
        catch (Exception e)
        {
            failedLate(e);
        }
    }
}
