using System.Text.Json.Serialization;

namespace OpenCode.Samples;

/// <summary>The result of a prompt in one directory. It is one line of the report.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="IsCompleted">Whether the response is complete.</param>
/// <param name="Text">The response, or the reason why there is none.</param>
/// <param name="Attempts">How often the prompt was sent.</param>
/// <param name="Tokens">The number of tokens of the last attempt.</param>
/// <param name="Cost">The cost of the last attempt in US dollars.</param>
public sealed record BatchResult(string Directory, bool IsCompleted, string Text, int Attempts, long Tokens, decimal Cost);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BatchResult))]
internal sealed partial class BatchJson : JsonSerializerContext;
