using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the example of docs/errors.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ErrorsExampleTests
{
    private static ErrorsExamples Examples => new(DocsServer.Client);

    [Test]
    public Task An_unknown_session() => Examples.GetAsync("ses_unknown");

    [Test]
    public async Task A_session(CancellationToken cancellationToken) => await Examples.GetAsync((await DocsServer.CreateSessionAsync(cancellationToken)).Id);
}
