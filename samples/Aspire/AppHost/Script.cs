namespace OpenCode.Samples;

/// <summary>What the scripted model says.</summary>
internal static class Script
{
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
        request.HasTools ? [new DemoText("Looks good: "), new DemoText(request.Prompt)] : [new DemoText("A review")];
}
