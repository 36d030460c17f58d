namespace OpenCode.Testing;

/// <summary>Gives the exception of an action that should fail, for more to be asserted of it.</summary>
public static class Failure
{
    public static async Task<TException> OfAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException e)
        {
            return e;
        }

        throw new InvalidOperationException($"Expected a {typeof(TException).Name}, but there was none.");
    }
}
