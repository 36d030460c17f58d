using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>Controllers, with System.Text.Json and with Newtonsoft.Json.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ControllerTests
{
    [Test]
    public async Task Messages_arrive(CancellationToken cancellationToken)
    {
        await using var app = await StartAsync(static _ => { }, cancellationToken);
        Recorded.AssertArrived(await app.Http.GetFromJsonAsync<List<MessageWithParts>>("/mvc/messages", cancellationToken), Recorded.All);
        Assert.That(await app.Http.GetStringAsync("/mvc/any", cancellationToken), Does.StartWith("""{"part":{"id":"prt_1","sessionID":"ses_1","""));
    }

    [Test]
    public async Task Models_are_request_bodies(CancellationToken cancellationToken)
    {
        await using var app = await StartAsync(static _ => { }, cancellationToken);
        foreach (var message in Recorded.All)
        {
            using var response = await app.Http.PostAsJsonAsync("/mvc/message", message, cancellationToken);
            Assert.That(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            Recorded.AssertArrived([(await response.Content.ReadFromJsonAsync<MessageWithParts>(cancellationToken))!], [message]);
        }

        using var letter = await app.Http.PostAsJsonAsync("/mvc/letter", Letter.Sample, cancellationToken);
        (await letter.Content.ReadFromJsonAsync<Letter>(cancellationToken))!.AssertIsSample();
    }

    [Test]
    public async Task Messages_arrive_with_Newtonsoft(CancellationToken cancellationToken)
    {
        await using var app = await StartAsync(static mvc => mvc.AddNewtonsoftJson(o => o.SerializerSettings.UseOpenCodeModels()), cancellationToken);
        var json = await app.Http.GetStringAsync("/mvc/messages", cancellationToken);
        Assert.That(json, Is.EqualTo($"[{string.Join(',', Recorded.Texts(Recorded.All))}]"));
        using var reader = OpenCodeModelConverter.CreateReader(new StringReader(json));
        Recorded.AssertArrived(JsonSerializer.Create(new JsonSerializerSettings().UseOpenCodeModels()).Deserialize<List<MessageWithParts>>(reader), Recorded.All);
    }

    [Test]
    public async Task Models_are_request_bodies_with_Newtonsoft(CancellationToken cancellationToken)
    {
        await using var app = await StartAsync(static mvc => mvc.AddNewtonsoftJson(o => o.SerializerSettings.UseOpenCodeModels()), cancellationToken);
        foreach (var message in Recorded.Messages)
        {
            using var content = new StringContent(Recorded.Text(message), Encoding.UTF8, "application/json");
            using var response = await app.Http.PostAsync("/mvc/message", content, cancellationToken);
            Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo(Recorded.Text(message)));
        }
    }

    private static Task<WebApp> StartAsync(Action<IMvcBuilder> configure, CancellationToken cancellationToken) => WebApp.StartAsync(
        services => configure(services.AddControllers().AddApplicationPart(typeof(MessagesController).Assembly)),
        static app => app.MapControllers(),
        cancellationToken);
}
