using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenCode.ContractTests.Tools;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(object))]
internal sealed partial class ToolJson : JsonSerializerContext;

internal sealed record Order(int Id, string Item);
