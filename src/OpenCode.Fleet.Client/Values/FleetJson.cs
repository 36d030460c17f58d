using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenCode.Fleet;

/// <summary>Reads and writes jobs and results as JSON with camel case, and with names of enumerations in camel case.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FleetBatch))]
[JsonSerializable(typeof(FleetBatchStatus))]
[JsonSerializable(typeof(FleetJobStatus))]
[JsonSerializable(typeof(FleetJobUpdate))]
[JsonSerializable(typeof(FleetStatus))]
[JsonSerializable(typeof(FleetReply))]
internal sealed partial class FleetJson : JsonSerializerContext;
