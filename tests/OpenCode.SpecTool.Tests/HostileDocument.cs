using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Tests;

/// <summary>A valid document with a hostile text wherever a document has one.</summary>
internal static class HostileDocument
{
    private static readonly string[] s_methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    public static JObject Create(IReadOnlyList<string> texts)
    {
        var schemas = new JObject();
        var paths = new JObject();
        for (var i = 0; i < texts.Count; i++)
        {
            schemas[texts[i]] = Record(texts[i], texts);
            AddSchemas(schemas, texts[i], i);
            paths[Free(paths, $"/{texts[i]}/{{{texts[i]}}}/{{id}}")] = Operations(texts[i], i);
            paths[Free(paths, texts[i])] = new JObject { ["get"] = Operation(texts[i], $"{texts[i]}.{texts[i]}.{texts[i]}") };
            paths[Free(paths, $"{texts[i]}/*")] = new JObject { ["get"] = Operation(texts[i], null) };
        }

        schemas["AllMembers"] = new JObject
        {
            ["type"] = "object",
            ["properties"] = new JObject(texts.Select(t => new JProperty(t, Annotated("string", t)))),
            ["required"] = new JArray(texts.Where((_, i) => i % 2 == 0)),
        };
        schemas["AllValues"] = new JObject { ["type"] = "string", ["enum"] = new JArray(texts) };
        schemas["AllVariants"] = new JObject
        {
            ["oneOf"] = new JArray(texts.Select(Reference)),
            ["discriminator"] = new JObject { ["propertyName"] = texts[0], ["mapping"] = new JObject(texts.Select(t => new JProperty(t, t))) },
        };
        return new JObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JObject { ["title"] = string.Concat(texts), ["version"] = texts[0], ["description"] = texts[1] },
            ["servers"] = new JArray(texts.Select(t => new JObject { ["url"] = t, ["description"] = t, ["variables"] = new JObject { [t] = new JObject { ["default"] = t } } })),
            ["tags"] = new JArray(texts.Select(t => new JObject { ["name"] = t, ["description"] = t })),
            ["paths"] = paths,
            ["components"] = new JObject { ["schemas"] = schemas },
            ["externalDocs"] = new JObject { ["url"] = texts[0] },
            ["x-children-OpenCodeRequestBuilder"] = new JArray(texts),
        };
    }

    /// <summary>The schema of a text, by a pointer that is escaped as pointers are.</summary>
    private static JObject Reference(string schema) => new()
    {
        ["$ref"] = OpenApi.SchemaPrefix + Uri.EscapeDataString(schema.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)),
    };

    private static string Free(JObject node, string name)
    {
        while (node[name] is not null)
        {
            name += "/";
        }

        return name;
    }

    /// <summary>What every schema can say, and what the templates would like to hear.</summary>
    private static JObject Annotated(string type, string text) => new()
    {
        ["type"] = type,
        ["title"] = text, ["description"] = text, ["default"] = text, ["example"] = text, ["examples"] = new JArray(text), ["format"] = text,
        ["pattern"] = text, ["$comment"] = text, ["externalDocs"] = new JObject { ["url"] = text }, ["xml"] = new JObject { ["name"] = text },
        ["x-enumNames"] = new JArray(text), ["x-file"] = text, ["x-class"] = text, ["x-kind"] = text, ["x-name"] = text, ["x-type"] = text,
        ["x-read"] = text, ["x-write"] = text, ["x-summary"] = text, ["x-constant"] = text, ["x-values"] = new JArray(text),
    };

    private static JObject Record(string text, IReadOnlyList<string> texts)
    {
        var record = Annotated("object", text);
        record["properties"] = new JObject { ["the kind"] = new JObject { ["const"] = text } };
        record["properties"]![text] ??= Annotated("string", text);
        record["properties"]![text + "2"] ??= Reference(texts[0]);
        record["required"] = new JArray("the kind", text);
        return record;
    }

    private static void AddSchemas(JObject schemas, string text, int index)
    {
        JObject Variant(string name, JToken schema) => new()
        {
            ["type"] = "object",
            ["description"] = text,
            ["properties"] = new JObject { [name] = schema },
            ["required"] = new JArray(name),
        };

        JObject Union(params JObject[] variants) => new() { ["anyOf"] = new JArray(variants), ["description"] = text };

        schemas[$"Discriminator{index}"] = Union(Variant(text, new JObject { ["const"] = text }), Variant(text, new JObject { ["const"] = text + "2" }));
        schemas[$"Number{index}"] = Union(Variant(text, new JObject { ["const"] = 1 }), Variant(text, new JObject { ["const"] = 2 }));
        schemas[$"Nested{index}"] = Union(
            Variant(text, Variant(text, new JObject { ["const"] = text })), Variant(text, Variant(text, new JObject { ["const"] = text + "2" })));
        schemas[$"Shape{index}"] = Union(Variant(text, Annotated("string", text)), Variant(text + "2", Annotated("integer", text)));
        schemas[$"Mixed{index}"] = Union(
            Variant(text, new JObject { ["const"] = text }), Variant(text + "2", new JObject { ["const"] = text }), Variant(text + "3", new JObject { ["type"] = "string" }));
        schemas[$"Value{index}"] = new JObject { ["type"] = "string", ["enum"] = new JArray(text, text + "2"), ["description"] = text };
        schemas[$"Carrier{index}"] = Union(Annotated("string", text), Annotated("integer", text), Variant(text, Annotated("string", text)));
        schemas[$"Map{index}"] = new JObject { ["type"] = "object", ["description"] = text, ["additionalProperties"] = new JObject { ["$ref"] = OpenApi.SchemaPrefix + $"Value{index}" } };
        schemas[$"Lost{index}"] = new JObject { ["$ref"] = OpenApi.SchemaPrefix + text + "lost" };
        schemas[$"Odd{index}"] = new JObject { ["$ref"] = text };
        schemas[$"Type{index}"] = new JObject { ["type"] = text };
    }

    private static JObject Operations(string text, int index)
    {
        var path = new JObject { [s_methods[index % s_methods.Length]] = Operation(text, text), ["summary"] = text, ["description"] = text, ["x-file"] = text };
        path[s_methods[(index + 1) % s_methods.Length]] = Operation(text, $"shared.{text}");
        return path;
    }

    private static JObject Operation(string text, string? id)
    {
        JObject Parameter(string place, string name, bool required) => new()
        {
            ["in"] = place, ["name"] = name, ["required"] = required, ["description"] = text, ["example"] = text, ["schema"] = Annotated("string", text), ["x-name"] = text,
        };

        var operation = new JObject
        {
            ["summary"] = text,
            ["description"] = "d" + text,
            ["tags"] = new JArray(text),
            ["parameters"] = new JArray(
                Parameter("path", text, true), Parameter("path", "id", true), Parameter("query", text, true), Parameter("query", text + "2", false),
                Parameter("query", "_" + text, false), Parameter("header", text, true), Parameter("cookie", text, false)),
            ["requestBody"] = new JObject
            {
                ["description"] = text,
                ["content"] = new JObject { ["application/json"] = new JObject { ["schema"] = new JObject { ["type"] = "object", ["properties"] = new JObject { [text] = Annotated("string", text) } } } },
            },
            ["responses"] = new JObject
            {
                ["200"] = new JObject { ["description"] = text, ["headers"] = new JObject { [text] = new JObject { ["description"] = text } }, ["content"] = Content(text) },
                ["4" + text] = new JObject { ["description"] = text },
                [text] = new JObject { ["description"] = text },
            },
            ["x-websocket"] = text, ["x-headers"] = new JObject { [text] = text }, ["x-class"] = text, ["x-method"] = text, ["x-signature"] = text, ["x-url-template"] = text,
        };
        if (id is not null)
        {
            operation["operationId"] = id;
        }

        return operation;
    }

    private static JObject Content(string text)
    {
        // Each kind of response has its turn.
        var type = (text.Length % 4) switch { 0 => "application/json", 1 => "text/" + text, 2 => "text/event-stream", _ => text };
        return new JObject { [type] = new JObject { ["schema"] = Reference(text) } };
    }
}
