using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>The settings with which Newtonsoft.Json reads and writes the classes of <see cref="WireEvent"/>.</summary>
internal static class NewtonsoftSettings
{
    public static JsonSerializerSettings Create() => new()
    {
        ContractResolver = new CamelCasePropertyNamesContractResolver(),
        DateParseHandling = DateParseHandling.None,
        NullValueHandling = NullValueHandling.Ignore,
    };
}
