using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Types;

public enum ResponseKind
{
    None,
    Json,
    Text,
    Bytes,
    EventStream,
    WebSocket,
}

/// <summary>An operation of the server, as a method of a request builder.</summary>
public sealed class Operation
{
    public required string Id { get; init; }

    /// <summary>The groups from the client to the method, for example <c>V2</c>, <c>Session</c>.</summary>
    public required IReadOnlyList<string> Group { get; init; }

    public required string Method { get; set; }

    public required string HttpMethod { get; init; }

    public required string Route { get; init; }

    public required string UrlTemplate { get; set; }

    public string? Summary { get; set; }

    public string? Description { get; init; }

    public bool Deprecated { get; init; }

    /// <summary>Whether the route is a preview that the server can change or remove in any version.</summary>
    public bool IsExperimental => Route.Contains(" /experimental/", StringComparison.Ordinal);

    /// <inheritdoc cref="Member.Replacement"/>
    public string? Replacement { get; set; }

    public List<Parameter> PathParameters { get; } = [];

    public List<Parameter> RequiredQuery { get; } = [];

    public List<Parameter> OptionalQuery { get; } = [];

    /// <summary>The headers that all requests of this operation contain.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public TypeUse? Body { get; set; }

    public bool BodyRequired { get; set; }

    public string? BodyDescription { get; set; }

    /// <summary>The type of the body's member that specifies the location of the operation; null if there is none.</summary>
    public RecordDefinition? BodyLocation =>
        (Body?.Definition as RecordDefinition)?.Members.Find(m => m.WireName == "location" && !m.Required)?.Type.Definition is RecordDefinition place
        && place.Members.Exists(m => m.WireName == "directory") && place.Members.Exists(m => m.WireName == "workspaceID")
            ? place
            : null;

    public ResponseKind ResponseKind { get; set; }

    public TypeUse? Response { get; set; }

    public string? ResponseContentType { get; set; }

    /// <summary>The status codes and names of the errors in the document.</summary>
    public List<string> Errors { get; } = [];

    public string GroupName => Groups.Concat(Group);

    /// <summary>The name of the method's parameter for the optional query parameters.</summary>
    public string QueryArgument => PathParameters.Concat(RequiredQuery).Any(p => p.Name == "query") ? "options" : "query";

    public string QueryTypeName
    {
        get => field ?? Identifier.Limit(GroupName + Method + "Query");
        set;
    }
}

public sealed record Parameter(string WireName, string Name, TypeUse Type)
{
    public string? Description { get; set; }

    /// <summary>Whether the parameter is the rest of the path, including slashes.</summary>
    public bool IsWildcard { get; init; }

    /// <inheritdoc cref="Member.IsSecret"/>
    public bool IsSecret { get; set; }

    /// <summary>Whether the parameter is an identifier. Names can contain a slash, which is escaped; identifiers can't.</summary>
    public bool IsIdentifier => WireName == "id" || WireName.EndsWith("ID", StringComparison.Ordinal);

    /// <summary>The variable of the parameter in the URL template.</summary>
    public string TemplateName { get; set; } = "";

    /// <summary>The name of its property if the parameter is an optional query parameter.</summary>
    public string PropertyName { get; set; } = "";
}
