using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Puts what operations refer to, or share by their path, into the operations themselves.</summary>
public static class References
{
    /// <summary>Rewrites the operations of <paramref name="document"/> in place.</summary>
    public static void Resolve(JObject document)
    {
        foreach (var operation in OpenApi.Operations(document))
        {
            var content = operation.Content;
            var shared = document["paths"]![operation.Route]!["parameters"] as JArray ?? [];
            if (content["parameters"] is JArray || shared.Count > 0)
            {
                // An operation's own parameter wins over one of its path.
                content["parameters"] = new JArray((content["parameters"] as JArray ?? []).Concat(shared)
                    .Select(p => Target(document, p))
                    .DistinctBy(p => ((string?)p["in"], (string?)p["name"])));
            }

            if (content["requestBody"] is { } body)
            {
                content["requestBody"] = Target(document, body);
            }

            content["responses"] = new JObject((content["responses"] as JObject)?.Properties().Select(r => new JProperty(r.Name, Target(document, r.Value))) ?? []);
        }
    }

    private static JToken Target(JObject document, JToken part)
    {
        if ((string?)part["$ref"] is not { } reference)
        {
            return part.DeepClone();
        }

        var steps = reference.Split('/').Skip(1);
        var target = steps.Aggregate((JToken?)document, (at, step) => at?[step])
            ?? throw new SpecToolException($"{reference} is referred to but not defined.");
        return target.DeepClone();
    }
}
