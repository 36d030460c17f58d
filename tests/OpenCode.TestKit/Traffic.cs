using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>What a real server sent: answers by route, events by stream.</summary>
public sealed record Traffic(string Server, IReadOnlyList<(string Route, JToken Body)> Answers, IReadOnlyList<(string Route, JToken Event)> Events)
{
    public static Traffic Load(string path)
    {
        var file = Repository.ReadJson(path);
        return new Traffic((string)file["server"]!, Pairs(file["answers"]!), Pairs(file["events"]!));
    }

    public JObject ToJson() => new()
    {
        ["server"] = Server,
        ["answers"] = new JArray(Answers.Select(a => new JObject { ["route"] = a.Route, ["body"] = a.Body })),
        ["events"] = new JArray(Events.Select(e => new JObject { ["route"] = e.Route, ["body"] = e.Event })),
    };

    /// <summary>A line for everything that is not read as what it is, or not written as it was read.</summary>
    public IEnumerable<string> Flaws() => Bodies.SelectMany(item => Flaws(item.Route, item.Body));

    /// <summary>All bodies and events with the types that they are read as.</summary>
    public IEnumerable<(Type Type, JToken Json)> Everything => Bodies.Select(item => (ResultOf(item.Route), item.Body));

    private IEnumerable<(string Route, JToken Body)> Bodies => Answers.Concat(Events);

    private static List<string> Flaws(string route, JToken body)
    {
        try
        {
            var model = ModelJson.Read(ResultOf(route), body);
            var flaws = ObjectGraph.NotUnderstood(model).Select(unknown => $"{route}: {unknown} in {body}").ToList();
            var written = ModelJson.Write(model);
            if (!JToken.DeepEquals(written, body))
            {
                flaws.Add($"{route}: {body}\nbecame {written}");
            }

            return flaws;
        }
        catch (JsonException e)
        {
            return [$"{route}: {e.Message} in {body}"];
        }
    }

    /// <summary>The type that the operation's method gives, or the element type of the stream it gives.</summary>
    private static Type ResultOf(string route)
    {
        var steps = ((string)Repository.Types["operations"]![route]!).Split('.');
        var type = typeof(Requests.OpenCodeRequestBuilder);
        foreach (var step in steps[..^1])
        {
            type = type.GetProperty(step)!.PropertyType;
        }

        return type.GetMethod(steps[^1])!.ReturnType.GetGenericArguments()[0];
    }

    private static List<(string, JToken)> Pairs(JToken list) => [.. list.Select(item => ((string)item["route"]!, item["body"]!))];
}
