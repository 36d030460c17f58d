using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>SignalR with its JSON protocol as it comes, and with Newtonsoft.Json.</summary>
[TestFixture(false)]
[TestFixture(true)]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HubTests(bool usesNewtonsoft)
{
    private WebApp _app = null!;
    private HubConnection _connection = null!;

    /// <summary>Newtonsoft.Json's reader replaces half characters.</summary>
    private IReadOnlyList<MessageWithParts> Messages => usesNewtonsoft ? Recorded.Messages : Recorded.All;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await WebApp.StartAsync(
            services => Configure(services.AddSingleton(new AgentLog(Recorded.All, Recorded.Events)).AddSignalR()),
            static app => app.MapHub<AgentHub>("/hub"),
            CancellationToken.None);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(_app.Http.BaseAddress!, "/hub"));
        Configure(builder);
        _connection = builder.Build();
        await _connection.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _connection.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Events_are_streamed(CancellationToken cancellationToken)
    {
        var arrived = await _connection.StreamAsync<Event>(nameof(AgentHub.Events), cancellationToken).ToListAsync(cancellationToken);
        Recorded.AssertArrived(arrived, Recorded.Events);
    }

    [Test]
    public async Task Messages_are_returned(CancellationToken cancellationToken)
    {
        var arrived = await _connection.InvokeAsync<IReadOnlyList<MessageWithParts>>(nameof(AgentHub.Messages), cancellationToken);
        Recorded.AssertArrived(arrived.Take(Messages.Count), Messages);
    }

    [Test]
    public async Task Messages_go_there_and_come_back(CancellationToken cancellationToken)
    {
        foreach (var message in Messages)
        {
            var received = new TaskCompletionSource<(MessageWithParts, ModelStatus)>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var handler = _connection.On<MessageWithParts, ModelStatus>(nameof(IAgentClient.Received), (m, status) => received.TrySetResult((m, status)));
            await _connection.InvokeAsync(nameof(AgentHub.Send), message, new ModelStatus("newer"), cancellationToken);
            var (arrived, status) = await received.Task.WaitAsync(cancellationToken);
            Recorded.AssertArrived([arrived], [message]);
            Assert.That(status.Value, Is.EqualTo("newer"));
        }
    }

    [Test]
    public async Task Parts_are_streamed_to_the_hub(CancellationToken cancellationToken)
    {
        var counts = await _connection.InvokeAsync<Dictionary<ModelStatus, int>>(nameof(AgentHub.Count), Messages.SelectMany(m => m.Parts).ToAsyncEnumerable(), cancellationToken);
        Assert.That(counts[ModelStatus.Beta], Is.EqualTo(Messages.Sum(m => m.Parts.Count)));
    }

    private T Configure<T>(T builder)
        where T : ISignalRBuilder
    {
        if (usesNewtonsoft)
        {
            builder.AddNewtonsoftJsonProtocol(o => o.PayloadSerializerSettings.UseOpenCodeModels());
        }

        return builder;
    }
}
