using System.Text.Json.Serialization;

namespace OpenCode.Benchmarks.Contestants;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireEvent))]
internal sealed partial class WireContext : JsonSerializerContext;
