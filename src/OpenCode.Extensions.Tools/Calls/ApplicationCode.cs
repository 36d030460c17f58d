namespace OpenCode.Tools.Calls;

/// <summary>Runs code of the application, which may ignore its token or block its thread.</summary>
internal static class ApplicationCode
{
    /// <summary>Runs code until it returns, fails, or is canceled.</summary>
    /// <param name="code">The code.</param>
    /// <param name="failedLate">Reports the exception of code that failed after nothing waited for it anymore.</param>
    /// <param name="cancellationToken">Ends the wait. The code itself ends when it wants to.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled, or the code was.</exception>
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
            // The code did what its token requested.
        }
        catch (Exception e)
        {
            failedLate(e);
        }
    }
}
