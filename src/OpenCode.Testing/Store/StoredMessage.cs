using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Store;

/// <summary>A message in the store. Used only while the gate of the store is locked.</summary>
internal sealed class StoredMessage(JsonObject info)
{
    public string Id { get; } = info.Text("id");

    public JsonObject Info { get; set; } = info;

    public List<JsonObject> Parts { get; } = [];

    public bool IsUser => Info.Text("role") == "user";

    /// <summary>Adds a part, or replaces the part with the same identifier.</summary>
    public void Put(JsonObject part)
    {
        var id = part.Text("id");
        var at = Parts.FindIndex(p => p.Text("id") == id);
        if (at < 0)
        {
            Parts.Add(part);
        }
        else
        {
            Parts[at] = part;
        }
    }

    public JsonObject ToJson() => new() { ["info"] = Info.Clone(), ["parts"] = Json.Array(Parts.Select(p => p.Clone())) };
}
