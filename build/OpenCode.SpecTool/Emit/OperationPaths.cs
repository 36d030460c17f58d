using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Writes the operations as paths of the normalized document.</summary>
public static class OperationPaths
{
    public static JObject Create(IEnumerable<Operation> operations)
    {
        // NSwag interprets paths and operationIds in its own way; the templates print neither.
        var paths = new JObject();
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            groups.TryAdd(operation.GroupName, groups.Count);
            var content = OperationObject(operation);
            content["operationId"] = $"Group{groups[operation.GroupName]}_Method{paths.Count}";
            paths[$"/{paths.Count}"] = new JObject { [operation.HttpMethod] = content };
        }

        return paths;
    }

    private static JObject OperationObject(Operation operation)
    {
        var path = operation.PathParameters.Select(p => ParameterObject(p, "path"));
        var query = operation.RequiredQuery.Select(p => ParameterObject(p, "query"));
        var content = new JObject
        {
            // NSwag creates a class from the text before the underscore and a method from the text after it.
            ["operationId"] = "",
            ["parameters"] = new JArray(path.Concat(query)),
            ["responses"] = new JObject { ["default"] = new JObject { ["description"] = "see x-response" } },
            ["x-operation"] = Literal.Text(operation.Id),
            ["x-class"] = Groups.BuilderName(operation.Group),
            ["x-file"] = FileName.Of("Requests", Groups.BuilderName(operation.Group)),
            ["x-fields-class"] = Groups.FieldsName(operation.Group),
            ["x-fields-file"] = FileName.Of("Requests", "Fields", Groups.FieldsName(operation.Group)),
            ["x-group"] = string.Join('.', operation.Group),
            ["x-method"] = operation.Method,
            ["x-http-method"] = operation.HttpMethod.ToUpperInvariant(),
            ["x-route"] = XmlDoc.Code(operation.Route),
            ["x-url-template"] = Literal.Text(operation.UrlTemplate),
            ["x-summary"] = Summary.Of(operation.Summary ?? operation.Description ?? operation.Id),
            ["x-signature"] = string.Join(", ", Arguments(operation).Select(a => a.Declaration)),
            ["x-arguments"] = string.Join(", ", Arguments(operation).Select(a => a.Name)),
            ["x-remarks"] = operation.Summary is null ? "" : XmlDoc.Text(operation.Description),
            ["x-errors"] = new JArray(operation.Errors.Select(XmlDoc.Text)),
            ["x-obsolete"] = operation.Replacement is { } replacement ? Literal.Text(replacement) : null,
            ["x-response"] = operation.ResponseKind.ToString(),
            ["x-content-type"] = Literal.Text(operation.ResponseContentType ?? ""),
            ["x-accept"] = Literal.Text(Accept(operation)),
            ["x-headers"] = new JArray(operation.Headers.Select(h => $"{Literal.Text(h.Key)}, {Literal.Text(h.Value)}")),
        };
        if (operation.IsExperimental)
        {
            content["x-experimental"] = true;
        }

        content["x-result"] = Result(operation);
        if (operation.Response is { } response)
        {
            content["x-reader"] = CSharp.Reader(response);
        }

        if (operation.Body is { } body)
        {
            content["x-body"] = CSharp.Type(body);
            content["x-body-summary"] = operation.BodyDescription is { } words ? Summary.Of(words) : "The body of the request.";
            content["x-body-required"] = operation.BodyRequired;
            content["x-body-is-value"] = CSharp.IsValueType(body);
            content["x-body-writer"] = CSharp.Writer(body);
            content["x-body-location"] = operation.BodyLocation?.Name;
        }

        if (operation.OptionalQuery.Count > 0)
        {
            content["x-query"] = operation.QueryArgument;
        }

        return content;
    }

    /// <summary>Returns the type of the value, or of each of the values; null if there is none.</summary>
    private static string? Result(Operation operation) => operation.ResponseKind switch
    {
        ResponseKind.Text => "string",
        ResponseKind.Bytes => "Stream",
        ResponseKind.WebSocket => "WebSocket",
        _ => operation.Response is { } response ? CSharp.Type(response) : null,
    };

    /// <summary>Returns the parameters of a method in order: path, required query, body, optional query.</summary>
    private static IEnumerable<(string Declaration, string Name)> Arguments(Operation operation)
    {
        foreach (var parameter in operation.PathParameters.Concat(operation.RequiredQuery))
        {
            yield return ($"{CSharp.NonNullable(parameter.Type)} {parameter.Name}", parameter.Name);
        }

        if (operation.Body is { } body)
        {
            yield return (operation.BodyRequired ? $"{CSharp.Type(body)} body" : $"{CSharp.NonNullable(body)}? body = null", "body");
        }

        if (operation.OptionalQuery.Count > 0)
        {
            yield return ($"{operation.QueryTypeName}? {operation.QueryArgument} = null", operation.QueryArgument);
        }
    }

    private static JObject ParameterObject(Parameter parameter, string place)
    {
        var schema = ParameterSchema(parameter, place);
        if (parameter.Type.Kind == WireKind.String)
        {
            schema["x-check"] = place == "query" ? "NotNull" : parameter.IsWildcard ? "Path" : parameter.IsIdentifier ? "Identifier" : "Segment";
        }

        return schema;
    }

    private static JObject ParameterSchema(Parameter parameter, string place) => new()
    {
        ["name"] = parameter.Name.TrimStart('@'),
        ["in"] = place,
        ["required"] = true,
        ["schema"] = new JObject { ["type"] = "string" },
        ["x-name"] = parameter.Name,
        ["x-type"] = CSharp.NonNullable(parameter.Type),
        ["x-template-name"] = Literal.Text(parameter.TemplateName),
        ["x-url"] = parameter.IsWildcard ? $"UrlValue.Path({parameter.Name}, nameof({parameter.Name}))" : CSharp.Url(parameter.Type, parameter.Name, parameter.Name),
        ["x-summary"] = Summary.OfOrName(parameter.Description, parameter.WireName),
    };

    private static string Accept(Operation operation) => operation.ResponseKind switch
    {
        ResponseKind.Bytes => "*/*",
        ResponseKind.Text => operation.ResponseContentType + ", application/json",
        ResponseKind.EventStream => "text/event-stream, application/json",
        _ => "application/json",
    };
}
