using System.Reflection;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>An operation as the server's document has it, and the methods that should reach it.</summary>
public sealed record DocumentOperation(string Route, JObject Content)
{
    public static IReadOnlyList<DocumentOperation> All { get; } =
    [
        .. from path in ((JObject)Repository.Document["paths"]!).Properties()
           from method in ((JObject)path.Value).Properties()
           select new DocumentOperation($"{method.Name.ToUpperInvariant()} {path.Name}", (JObject)method.Value),
    ];

    public HttpMethod HttpMethod => new(Route.Split(' ')[0]);

    public string Path => Route.Split(' ')[1];

    public IEnumerable<JObject> Parameters => Content["parameters"]!.OfType<JObject>();

    public JObject? BodySchema => Content["requestBody"]?["content"]?["application/json"]?["schema"] as JObject;

    public JProperty? Success => ((JObject)Content["responses"]!).Properties().FirstOrDefault(r => r.Name[0] == '2');

    public JProperty? SuccessContent => (Success?.Value["content"] as JObject)?.Properties().FirstOrDefault();

    /// <summary>Both routes that upgrade the connection, though the document says so of one.</summary>
    public bool IsWebSocket => Path.EndsWith("/connect", StringComparison.Ordinal) && Path.Contains("/pty/", StringComparison.Ordinal);

    /// <summary>For instance <c>Session.PromptAsync</c>, as the committed account of types has it.</summary>
    public string MethodPath => (string)Repository.Types["operations"]![Route]!;

    /// <summary>The group of operations on a client, and the method on it.</summary>
    /// <param name="root">A client, or its view in fields style.</param>
    /// <param name="rename">Gives the name of another method of the operation than the one that sends.</param>
    public (object Group, MethodInfo Method) Find(object root, Func<string, string>? rename = null)
    {
        var group = root;
        var steps = MethodPath.Split('.');
        foreach (var step in steps[..^1])
        {
            group = group.GetType().GetProperty(step)!.GetValue(group)!;
        }

        var name = rename?.Invoke(steps[^1]) ?? steps[^1];
        return (group, group.GetType().GetMethod(name) ?? throw new MissingMethodException(group.GetType().Name, name));
    }

    public override string ToString() => Route;
}
