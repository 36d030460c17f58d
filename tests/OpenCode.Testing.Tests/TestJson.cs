using System.Text.Json.Serialization;

namespace OpenCode.Testing.Tests;

[JsonSerializable(typeof(List<int>))]
internal sealed partial class TestJson : JsonSerializerContext;
