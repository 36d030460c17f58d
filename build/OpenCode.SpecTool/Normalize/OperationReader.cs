using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Reads the operations of the document into methods of request builders.</summary>
public sealed partial class OperationReader(TypeReader types, Overlays overlays, Warnings warnings)
{
    /// <summary>The query parameters for the location of an operation. The client sets them for all of its calls.</summary>
    private static readonly HashSet<string> s_scope = ["directory", "workspace", "location", "location[directory]", "location[workspace]"];

    /// <summary>The names of a method's own parameters and variables.</summary>
    private static readonly string[] s_ownNames = ["body", "options", "request", "cancellationToken", "directory", "nameof"];

    /// <param name="document">The document, to which the overlays were applied.</param>
    /// <param name="runtimeTypes">The names of the runtime types in the generated project.</param>
    public IReadOnlyList<Operation> Read(JObject document, IReadOnlyCollection<string> runtimeTypes)
    {
        var nodes = OpenApi.Operations(document).ToList();
        var groups = new GroupNames(nodes.Select(Group), runtimeTypes, warnings);
        var operations = nodes.ConvertAll(node => Read(node, groups));
        var ids = operations.Select(o => o.Id).ToHashSet();
        foreach (var id in overlays.Operations.Values.Where(id => !ids.Contains(id)))
        {
            overlays.ReportUnmatched($"operations {id}");
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        var queries = new HashSet<string>(runtimeTypes, StringComparer.OrdinalIgnoreCase);
        foreach (var operation in operations)
        {
            NameMethod(operation, taken);
            NameQuery(operation, queries);
        }

        return operations;
    }

    private string Id(OpenApi.OperationNode node) => overlays.Operations.GetValueOrDefault(node.Id, node.Id);

    /// <summary>
    /// Returns the group as named in the document: the operationId without its last segment, or the start of the path.
    /// </summary>
    private IReadOnlyList<string> Group(OpenApi.OperationNode node)
    {
        var segments = Id(node).Split('.');
        return segments.Length > 1
            ? [.. segments.SkipLast(1).Select(Identifier.Pascal)]
            : [Identifier.Pascal(node.Route.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(""))];
    }

    private static void NameQuery(Operation operation, HashSet<string> taken)
    {
        if (operation.OptionalQuery.Count == 0)
        {
            return;
        }

        var type = operation.QueryTypeName;
        operation.QueryTypeName = Identifier.Numbered(type).Prepend(type).First(name => !ImportedNames.All.Contains(name) && taken.Add(name));
        var names = MemberNames.Query(operation.QueryTypeName);
        foreach (var parameter in operation.OptionalQuery)
        {
            parameter.PropertyName = Identifier.Claim(Identifier.Pascal(parameter.WireName), names);
        }
    }

    private void NameMethod(Operation operation, HashSet<string> taken)
    {
        var method = operation.Method;
        string[] names = [method, method + Identifier.Pascal(operation.HttpMethod)];
        operation.Method = names.Concat(Identifier.Numbered(method)).First(name => taken.Add($"{operation.GroupName}.{name}"));
        if (operation.Method != method)
        {
            warnings.Add(operation.Route, $"is called {operation.Method} because another operation is {operation.GroupName}.{method}; name it in an overlay");
        }
    }

    private Operation Read(OpenApi.OperationNode node, GroupNames groups)
    {
        var id = Id(node);
        var operation = new Operation
        {
            Id = id,
            Group = groups[Group(node)],
            Method = Identifier.Pascal(id.Split('.')[^1]),
            HttpMethod = node.Method,
            Route = $"{node.Method.ToUpperInvariant()} {node.Route}",
            UrlTemplate = "",
            Summary = (string?)node.Content["summary"],
            Description = (string?)node.Content["description"],
            Deprecated = (bool?)node.Content["deprecated"] == true,
            Headers = node.Content["x-headers"]?.ToObject<Dictionary<string, string>>() ?? [],
        };

        ReadParameters(operation, node);
        ReadBody(operation, node.Content);
        ReadResponse(operation, node.Content);
        operation.Errors.AddRange(
            from response in ((JObject)node.Content["responses"]!).Properties()
            where response.Name is ['4' or '5', ..]
            select $"{response.Name} {(string?)response.Value["description"]}".Trim());
        return operation;
    }

    /// <summary>
    /// Returns the place of a body. Equal bodies can differ in the future, so they are one type only if an overlay specifies it.
    /// </summary>
    private static Place Place(Operation operation, string what) =>
        new($"{operation.Id}.{what}", new NameHint(operation.GroupName + operation.Method + Identifier.Pascal(what)), $"{operation.Id}.{what}");

    private void ReadParameters(Operation operation, OpenApi.OperationNode node)
    {
        var scope = new List<string>();
        var names = new HashSet<string>(s_ownNames, StringComparer.Ordinal);
        foreach (var parameter in node.Content["parameters"]?.OfType<JObject>() ?? [])
        {
            var name = (string)parameter["name"]!;
            var place = (string?)parameter["in"];
            var required = (bool?)parameter["required"] == true;
            if (place == "query" && s_scope.Contains(name) && !required)
            {
                scope.AddRange(name == "location" ? ["location[directory]", "location[workspace]"] : [name]);
                continue;
            }

            if (name.Length == 0)
            {
                warnings.Add(operation.Id, "has a parameter without a name, which is left out");
                continue;
            }

            var read = new Parameter(name, Identifier.Claim(Identifier.Camel(name), names), ParameterType(operation, parameter)) { Description = (string?)parameter["description"] };
            switch (place)
            {
                case "path":
                    operation.PathParameters.Add(read);
                    break;
                case "query" when required:
                    operation.RequiredQuery.Add(read);
                    break;
                case "query":
                    operation.OptionalQuery.Add(read);
                    break;
                default:
                    warnings.Add(operation.Id, $"has the parameter {name} in {place}, which is left out");
                    break;
            }
        }

        foreach (var name in UrlTemplate.Names(node.Route).Where(name => !operation.PathParameters.Exists(p => p.WireName == name)))
        {
            warnings.Add(operation.Id, $"does not describe the {name} of its path; read as text");
            operation.PathParameters.Add(new Parameter(name, Identifier.Claim(Identifier.Camel(name), names), TypeUse.String));
        }

        NameVariables(operation, node.Route, scope, names);
    }

    /// <summary>Assigns each parameter its variable in the URL template.</summary>
    private static void NameVariables(Operation operation, string route, List<string> scope, HashSet<string> names)
    {
        const string Rest = "/*";
        var template = new UrlTemplate(s_scope);
        var query = operation.RequiredQuery.Concat(operation.OptionalQuery).ToList();
        query.ForEach(p => p.TemplateName = template.Query(p.WireName));
        operation.PathParameters.ForEach(p => p.TemplateName = template.Path(p.WireName));
        if (route.EndsWith(Rest, StringComparison.Ordinal))
        {
            var rest = template.Rest();
            operation.UrlTemplate = $"{template.Route(route[..^Rest.Length])}{{/{rest}*}}";
            operation.PathParameters.Add(new Parameter("path", Identifier.Claim("path", names), TypeUse.String)
            {
                TemplateName = rest,
                IsWildcard = true,
                Description = "The rest of the path; slashes separate its segments.",
            });
        }
        else
        {
            operation.UrlTemplate = template.Route(route);
        }

        var variables = query.Select(p => p.TemplateName).Concat(scope.Select(UrlTemplate.ScopeName)).Distinct().ToList();
        if (variables.Count > 0)
        {
            operation.UrlTemplate += "{?" + string.Join(',', variables) + "}";
        }
    }

    /// <summary>
    /// Returns the type of a parameter. In a URL, a boolean and the strings <c>true</c> and <c>false</c> are equivalent.
    /// </summary>
    private TypeUse ParameterType(Operation operation, JObject parameter)
    {
        var schema = parameter["schema"] as JObject ?? [];
        var alternatives = schema["anyOf"]?.OfType<JObject>().ToList() ?? [schema];
        if (alternatives.TrueForAll(a => (string?)a["type"] == "boolean"
            || (a["enum"] is JArray values && values.All(v => v.ToString() is "true" or "false"))))
        {
            return TypeUse.Boolean;
        }

        var name = (string)parameter["name"]!;
        var use = types.Read(schema, new Place($"{operation.Id}.{name}", new NameHint(operation.GroupName + operation.Method + Identifier.Pascal(name)), name));
        if (use.Kind is not (WireKind.Any or WireKind.List or WireKind.Map or WireKind.Named) || use.Definition is EnumDefinition)
        {
            return use;
        }

        warnings.Add(operation.Id, $"has the parameter {name} of a type that a URL can't represent directly; read as text");
        return TypeUse.String;
    }

    private void ReadBody(Operation operation, JObject content)
    {
        if (content["requestBody"] is not JObject body)
        {
            return;
        }

        if (body["content"]?["application/json"]?["schema"] is not JObject schema)
        {
            warnings.Add(operation.Id, "has a body that is not JSON, which is left out");
            return;
        }

        operation.BodyDescription = (string?)body["description"];
        operation.Body = types.Read(schema, Place(operation, "request"));

        // Most operations do not declare their body as required. A body that replaces something or has required members is
        // required.
        operation.BodyRequired = (bool?)body["required"] == true
            || operation.HttpMethod is "put" or "patch"
            || operation.Body.Definition is not RecordDefinition record
            || record.Members.Exists(m => m.Required);
    }

    private void ReadResponse(Operation operation, JObject content)
    {
        var responses = ((JObject)content["responses"]!).Properties().ToList();
        var success = responses.Find(r => r.Name.StartsWith('2')) ?? responses.Find(r => r.Name == "default");
        if (content["x-websocket"] is JValue { Value: true })
        {
            operation.ResponseKind = ResponseKind.WebSocket;
            return;
        }

        if (success?.Value["content"] is not JObject { Count: > 0 } contents)
        {
            operation.ResponseKind = ResponseKind.None;
            return;
        }

        var (type, schema) = contents.Properties().Select(p => (p.Name, p.Value["schema"] as JObject ?? [])).First();
        operation.ResponseContentType = type.Split(';')[0].Trim();
        switch (operation.ResponseContentType)
        {
            case "text/event-stream":
                operation.ResponseKind = ResponseKind.EventStream;
                operation.Response = types.Read(EventSchema(schema), Place(operation, "event"));
                break;
            case "application/json":
                operation.ResponseKind = ResponseKind.Json;
                operation.Response = types.Read(schema, Place(operation, "response"));
                break;
            case var text when text.StartsWith("text/", StringComparison.Ordinal) && MediaType().IsMatch(text):
                operation.ResponseKind = ResponseKind.Text;
                break;
            default:
                operation.ResponseKind = ResponseKind.Bytes;
                break;
        }
    }

    /// <summary>
    /// Returns the schema of an event. Some streams describe the frame, <c>{id, event, data}</c>; the schema is then that of its
    /// data.
    /// </summary>
    private JObject EventSchema(JObject schema)
    {
        if (schema["properties"] is JObject { Count: 3 } frame && frame["event"] is not null && frame["data"] is JObject data)
        {
            var content = OpenApi.Reference(data) is { } name ? types.Content(name) ?? data : data;
            return content["contentSchema"] as JObject ?? data;
        }

        return schema;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\z")]
    private static partial Regex MediaType();
}
