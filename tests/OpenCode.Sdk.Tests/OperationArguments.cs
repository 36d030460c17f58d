using System.Globalization;
using System.Reflection;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Arguments for an operation's method, and what the document says they become on the wire.</summary>
internal sealed class OperationArguments
{
    /// <summary>Everything that must be escaped somewhere.</summary>
    private const string AwkwardText = "a b/é#?&=%25+[x]";

    /// <summary>Identifiers may hold no slash.</summary>
    private const string AwkwardIdentifier = "a bé#?&=%25+[x]";

    private readonly DocumentOperation _operation;

    public OperationArguments(DocumentOperation operation, MethodInfo method, int turn)
    {
        _operation = operation;
        Body = operation.BodySchema is { } schema ? new DocumentSamples(Repository.Document, turn, optional: true).Create(schema) : null;
        Values = [.. method.GetParameters().Select(Argument)];
    }

    public object?[] Values { get; }

    /// <summary>Wire name → value, of path and query.</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    public JToken? Body { get; }

    public string ExpectedPath => _operation.Parameters
        .Where(p => (string?)p["in"] == "path")
        .Select(p => (string)p["name"]!)
        .Aggregate(_operation.Path, (path, name) => path.Replace($"{{{name}}}", Uri.EscapeDataString(Parameters[name]), StringComparison.Ordinal))
        .Replace("/*", "/" + string.Join('/', AwkwardText.Split('/').Select(Uri.EscapeDataString)), StringComparison.Ordinal);

    private object? Argument(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return CancellationToken.None;
        }

        if (parameter.Name == "body")
        {
            return ModelJson.Read(parameter.ParameterType, Body!);
        }

        if (parameter.ParameterType.Namespace == "OpenCode.Requests")
        {
            return Query(parameter.ParameterType);
        }

        if (_operation.Path.EndsWith("/*", StringComparison.Ordinal) && parameter.Name == "path")
        {
            return AwkwardText;
        }

        var name = (string)_operation.Parameters.Single(p => Same((string)p["name"]!, parameter.Name!))["name"]!;
        return Value(name, parameter.ParameterType);
    }

    private object Query(Type type)
    {
        var query = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties())
        {
            var name = (string)_operation.Parameters.Single(p => Same((string)p["name"]!, property.Name))["name"]!;
            property.SetValue(query, Value(name, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return query;
    }

    private object Value(string name, Type type)
    {
        object value =
            type == typeof(string) ? (IsIdentifier(name) ? AwkwardIdentifier : AwkwardText)
            : type == typeof(bool) ? true
            : type == typeof(long) ? 1234567890123L
            : type == typeof(double) ? 0.5
            : type == typeof(DateTimeOffset) ? DateTimeOffset.FromUnixTimeMilliseconds(1234567890123L).AddTicks(5)
            : Activator.CreateInstance(type, "some value")!;
        Parameters[name] = value is bool ? "true" : value is DateTimeOffset ? "1234567890123.0005" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return value;
    }

    private static bool IsIdentifier(string name) => name == "id" || name.EndsWith("ID", StringComparison.Ordinal);

    private static bool Same(string wireName, string name) => string.Equals(wireName.Replace("_", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase);
}
