using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Hooks;

/// <summary>The sample with hooks does what it says.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookSampleTests
{
    [Test]
    public async Task The_program_checks_what_the_agent_does(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(Guard.Prompt, request => Guard.Answer(request).ToAsyncEnumerable());
        using var output = new StringWriter { NewLine = "\n" };
        await using var project = await HookedProject.StartAsync(cancellationToken, Guard.CreateOptions(output));
        await Guard.RunAsync(project.Client, output, cancellationToken);
        Assert.That(
            output.ToString(),
            Is.EqualTo(
                """
                Refused: rm -r ./build
                Replaced a password in the output of bash.
                The response: Don't delete directories. password: ***

                """));
    }
}
