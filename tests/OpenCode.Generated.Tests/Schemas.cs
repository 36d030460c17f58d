using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>The schemas of the document that are types.</summary>
internal static class Schemas
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Repository.Types["schemas"]!.Children<JProperty>()
            .Where(p => p.Value.Type == JTokenType.String && Repository.Document["components"]!["schemas"]![p.Name] is not null)
            .Select(p => p.Name),
    ];

    public static Type TypeOf(string schema) => Model.Find((string)Repository.Types["schemas"]![schema]!)!;

    /// <summary>Reads a list of a type and writes it again.</summary>
    public static Func<string, ReadList> ListReader(Type type) =>
        ((IListReader)Activator.CreateInstance(typeof(ListReaderOf<>).MakeGenericType(type))!).Read;

    /// <summary>What became of a list.</summary>
    public sealed record ReadList(int Readable, int Sent, string Written);

    private interface IListReader
    {
        public ReadList Read(string json);
    }

    private sealed class ListReaderOf<T> : IListReader
    {
        public ReadList Read(string json)
        {
            var list = JsonSerializer.Deserialize<IReadOnlyList<T>>(json, OpenCodeJson.Options)!;
            return new(list.Count, list.Count + list.GetUnreadableItems().Count, JsonSerializer.Serialize(list, OpenCodeJson.Options));
        }
    }
}
