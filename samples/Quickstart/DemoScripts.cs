using System.Runtime.CompilerServices;

namespace OpenCode.Samples;

/// <summary>The scripts of the demo model.</summary>
internal static class DemoScripts
{
    private const string Text = """
        A socket opens, quiet, bright,
        and words arrive before the night;
        each event small, each order kept,
        the stream awake while clients slept.
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(60);

    /// <summary>Returns a poem word by word, at the speed of a model.</summary>
    public static async IAsyncEnumerable<DemoChunk> Poem(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.HasTools)
        {
            yield return new DemoText("A poem");
            yield break;
        }

        foreach (var word in Text.Split(' '))
        {
            await Task.Delay(s_pause, cancellationToken);
            yield return new DemoText(word + " ");
        }
    }
}
