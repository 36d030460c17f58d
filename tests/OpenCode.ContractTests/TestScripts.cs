using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OpenCode.Samples;

namespace OpenCode.ContractTests;

/// <summary>What the model answers to which prompt.</summary>
public sealed class TestScripts
{
    private readonly ConcurrentDictionary<string, Func<DemoRequest, IAsyncEnumerable<DemoChunk>>> _answers = new();

    /// <summary>Sets the answer to prompts that hold a text.</summary>
    public void Answer(string promptText, Func<DemoRequest, IAsyncEnumerable<DemoChunk>> answer) => _answers[promptText] = answer;

    /// <summary>Sets an answer of one chunk, which depends on the request.</summary>
    public void Answer(string promptText, Func<DemoRequest, DemoChunk> answer) => Answer(promptText, request => new[] { answer(request) }.ToAsyncEnumerable());

    /// <summary>Sets an answer that needs no time.</summary>
    public void Answer(string promptText, params DemoChunk[] chunks) => Answer(promptText, _ => chunks.ToAsyncEnumerable());

    internal async IAsyncEnumerable<DemoChunk> AnswerAsync(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.HasTools)
        {
            yield return new DemoText("A title");
            yield break;
        }

        var answer = _answers.FirstOrDefault(a => request.Prompt.Contains(a.Key, StringComparison.Ordinal)).Value;
        await foreach (var chunk in (answer?.Invoke(request) ?? Fallback()).WithCancellation(cancellationToken))
        {
            yield return chunk;
        }
    }

    private static IAsyncEnumerable<DemoChunk> Fallback() => new DemoChunk[] { new DemoText("Fine.") }.ToAsyncEnumerable();
}
