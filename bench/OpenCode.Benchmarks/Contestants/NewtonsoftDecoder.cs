using System.Text;
using Newtonsoft.Json;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>Newtonsoft.Json with the same classes as source generation.</summary>
internal sealed class NewtonsoftDecoder : IDecoder
{
    private readonly JsonSerializer _serializer = JsonSerializer.Create(NewtonsoftSettings.Create());

    public string Name => "newtonsoft";

    public int Decode(byte[] json)
    {
        using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(json)));
        return _serializer.Deserialize<WireEvent>(reader)!.Type!.Length;
    }
}
