using Spectre.Console.Rendering;

namespace OpenCode.ContractTests.Samples;

/// <summary>Watches a console until it shows a text.</summary>
internal sealed class TextSeen(string text) : IRenderHook
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _seen.Task;

    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        var all = renderables.ToList();
        if (string.Concat(all.SelectMany(part => part.Render(options, options.ConsoleSize.Width)).Select(segment => segment.Text)).Contains(text, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }

        return all;
    }
}
