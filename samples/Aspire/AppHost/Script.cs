namespace OpenCode.Samples;

/// <summary>The responses of the scripted model.</summary>
internal static class Script
{
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
        request.HasTools ? [new DemoText("Looks good: "), new DemoText(request.Prompt)] : [new DemoText("A review")];
}
