using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>Hooks, and requests as the plugin sends them.</summary>
internal sealed partial class HookWorld : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private HookWorld(OpenCodeHooks hooks)
    {
        Hooks = hooks;
        PluginFile = new Uri(hooks.Plugin.String!).LocalPath;
        var settings = JsonElement.Parse(Settings().Match(File.ReadAllText(PluginFile)).Groups[1].Value);
        Url = settings.GetProperty("url").GetString()!;
        Authorization = settings.GetProperty("authorization").GetString()!;
        Configured = settings.GetProperty("hooks");
    }

    public OpenCodeHooks Hooks { get; }

    public string PluginFile { get; }

    public string Url { get; }

    public string Authorization { get; }

    /// <summary>What the plugin knows about the hooks.</summary>
    public JsonElement Configured { get; }

    public static async Task<HookWorld> StartAsync(OpenCodeHooksOptions options) => new(await OpenCodeHooks.StartAsync(options));

    public static string Before(string arguments, string tool = "bash") =>
        $$"""{"hook":"before","directory":"/project","tool":"{{tool}}","sessionID":"ses_1","callID":"call_1","args":{{arguments}}}""";

    public static string After(string output, string metadata = "{}") =>
        $$"""{"hook":"after","directory":"/project","tool":"bash","sessionID":"ses_1","callID":"call_1","args":{},"title":"t","output":{{output}},"metadata":{{metadata}}}""";

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        using var response = await _http.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public async Task<JsonElement> AskAsync(string body, CancellationToken cancellationToken)
    {
        var (status, text) = await PostAsync(body, cancellationToken);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1_000 }).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Hooks.DisposeAsync();
    }

    [GeneratedRegex(@"\Aconst settings = (\{.*\})$", RegexOptions.Multiline)]
    private static partial Regex Settings();
}
