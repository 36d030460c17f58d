using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenCode.ContractTests.Docs;

/// <summary>The object that the examples request.</summary>
internal sealed record Review(string Title, int Score);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(TurnHandle))]
internal sealed partial class AppJson : JsonSerializerContext;
