using System.Text;
using OpenCode.Models;

namespace OpenCode.Testing.Tests.Docs;

/// <summary>The examples of docs/models.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ModelsExamples
{
    [Test]
    public void Variants()
    {
        #region describe
        string Describe(Part part) => part switch
        {
            TextPart text => text.Text,
            ToolPart tool => $"{tool.Tool}: {tool.State.Status}",
            _ => part.Type,
        };
        #endregion
        Assert.That(Describe(OpenCodeModelFactory.Create<TextPart>() with { Text = "Hello!" }), Is.EqualTo("Hello!"));
        Assert.That(Describe(OpenCodeModelFactory.Create<ToolPart>() with { Tool = "bash", State = OpenCodeModelFactory.Create<ToolStatePending>() }), Is.EqualTo("bash: pending"));
        Assert.That(Describe(OpenCodeModelFactory.Create<StepStartPart>()), Is.EqualTo("step-start"));
    }

    [Test]
    public async Task Unreadable_items()
    {
        await using var fake = new FakeOpenCode();
        var session = Encoding.UTF8.GetString(OpenCodeJson.Write(OpenCodeModelFactory.Create<Session>()));
        fake.When(HttpMethod.Get, "/session", FakeResponse.Json($$"""[{{session}},{{session}},{{session}},{"title":"No identifier"}]"""));
        var client = fake.CreateClient();

        #region unreadable
        var sessions = await client.Session.ListAsync();
        foreach (var item in sessions.GetUnreadableItems())
        {
            Console.WriteLine(item); // [3]: The required member "id" is missing.
        }
        #endregion
        Assert.That(sessions, Has.Count.EqualTo(3));
        Assert.That(sessions.GetUnreadableItems().Single().ToString(), Is.EqualTo("[3]: The required member \"id\" is missing."));
    }

    [Test]
    public void Factory()
    {
        #region factory
        var session = OpenCodeModelFactory.Create<Session>() with { Title = "LGTM" };
        var message = OpenCodeModelFactory.Create<MessageWithParts>("""{"info":{"role":"user"},"parts":[{"type":"text","text":"Hi"}]}""");
        #endregion
        Assert.That(session.Title, Is.EqualTo("LGTM"));
        Assert.That((message.Info is UserMessage, message.Text), Is.EqualTo((true, "Hi")));
    }
}
