using System.Text;
using Newtonsoft.Json;
using OpenCode.Models;

namespace OpenCode.Extensions.NewtonsoftJson.Tests;

/// <summary>Newtonsoft.Json with the models, as applications set it up.</summary>
internal static class Newtonsoft
{
    public static JsonSerializerSettings Settings => new JsonSerializerSettings().UseOpenCodeModels();

    public static JsonSerializer Serializer => JsonSerializer.Create(Settings);

    public static string Write(object? value, JsonSerializerSettings? settings = null) => JsonConvert.SerializeObject(value, settings ?? Settings);

    public static object? Read(string json, Type type, JsonSerializerSettings? settings = null) => JsonConvert.DeserializeObject(json, type, settings ?? Settings);

    public static T Read<T>(string json, JsonSerializerSettings? settings = null) => (T)Read(json, typeof(T), settings)!;

    /// <summary>Reads with the reader that loses nothing.</summary>
    public static object? ReadExactly(string json, Type type)
    {
        using var reader = OpenCodeModelConverter.CreateReader(new StringReader(json));
        return Serializer.Deserialize(reader, type);
    }

    /// <summary>What the models write themselves.</summary>
    public static string Expected(object model) => Encoding.UTF8.GetString(OpenCodeJson.Write((IJsonModel)model));
}
