using System.Collections;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>Reads and writes whatever operations take and give, as Newtonsoft sees JSON, which is not how the SDK does.</summary>
public static class ModelJson
{
    public static object Read(Type type, JToken json)
    {
        if (type == typeof(JsonElement))
        {
            return JsonElement.Parse(json.ToString(Formatting.None));
        }

        if (type == typeof(string) || type == typeof(bool) || type == typeof(long) || type == typeof(double))
        {
            return json.ToObject(type)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()))!;
            foreach (var item in json)
            {
                list.Add(Read(type.GetGenericArguments()[0], item));
            }

            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            foreach (var member in ((JObject)json).Properties())
            {
                map[member.Name] = Read(type.GetGenericArguments()[1], member.Value);
            }

            return map;
        }

        return System.Text.Json.JsonSerializer.Deserialize(json.ToString(Formatting.None), OpenCodeJson.Options.GetTypeInfo(type))!;
    }

    public static JToken Write(object? value) => value switch
    {
        null => JValue.CreateNull(),
        IJsonModel model => Repository.ParseJson(Encoding.UTF8.GetString(OpenCodeJson.Write(model))),
        JsonElement element => Repository.ParseJson(element.GetRawText()),
        string text => new JValue(text),
        bool flag => new JValue(flag),
        long number => new JValue(number),
        double number => new JValue(number),
        IDictionary map => new JObject(map.Keys.Cast<string>().Select(name => new JProperty(name, Write(map[name])))),
        IEnumerable items => new JArray(items.Cast<object>().Select(Write)),
        _ => throw new ArgumentException($"{value.GetType()} is no type of the API."),
    };
}
