namespace OpenCode.Benchmarks.Commands;

/// <summary>The process whose first call is measured.</summary>
internal static class FirstCall
{
    public static async Task<int> RunAsync(string contestant, Uri url)
    {
        Console.WriteLine(contestant == "sdk" ? await CallAsync(url) : await GetAsync(url));
        return 0;
    }

    private static async Task<string> CallAsync(Uri url)
    {
        using var client = new OpenCodeClient(url);
        return (await client.Path.GetAsync()).Directory;
    }

    private static async Task<string> GetAsync(Uri url)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(url, "path"));
    }
}
