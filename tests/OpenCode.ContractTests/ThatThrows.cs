namespace OpenCode.ContractTests;

/// <summary>An assertion that gives the exception, for more to be asserted of it.</summary>
internal static class ThatThrows
{
    extension(Assert)
    {
        public static async Task<TException> ThatAsync<TException>(Func<Task> action)
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

            throw new AssertionException($"Expected a {typeof(TException).Name}, but there was none.");
        }
    }
}
