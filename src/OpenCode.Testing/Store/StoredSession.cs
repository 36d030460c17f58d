using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Store;

/// <summary>A session in the store. Used only while the gate of the store is locked.</summary>
internal sealed class StoredSession(JsonObject info)
{
    public JsonObject Info { get; } = info;

    public string Id { get; } = info.Text("id");

    public string Directory { get; } = info.Text("directory");

    public string? ParentId { get; } = info.OptionalText("parentID");

    public List<StoredMessage> Messages { get; } = [];

    public JsonArray Todos { get; set; } = [];

    public JsonArray Diff { get; set; } = [];

    /// <summary>The status; null for an idle session, which the server does not list.</summary>
    public JsonObject? Status { get; set; }

    public StoredMessage? Find(string messageId) => Messages.Find(m => m.Id == messageId);

    /// <exception cref="WireFailure">The message does not exist.</exception>
    public StoredMessage Get(string messageId) => Find(messageId) ?? throw WireFailure.NotFound($"Message not found: {messageId}");
}
