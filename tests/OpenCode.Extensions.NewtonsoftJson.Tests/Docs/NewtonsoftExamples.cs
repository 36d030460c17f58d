#region usings
using Newtonsoft.Json;
using OpenCode;
using OpenCode.Models;
#endregion
using OpenCode.Testing;

namespace OpenCode.Extensions.NewtonsoftJson.Tests.Docs;

/// <summary>The example of docs/models.md for Newtonsoft.Json, and the program in the readme of this package.</summary>
public sealed class NewtonsoftExamples
{
    [Test]
    public void Readme()
    {
        #region program
        var settings = new JsonSerializerSettings().UseOpenCodeModels();
        var part = JsonConvert.DeserializeObject<PartInput>("""{ "type": "text", "text": "Hello!" }""", settings);
        Console.WriteLine(JsonConvert.SerializeObject(new { part, source = "chat" }, settings));
        #endregion
        Assert.That(JsonConvert.SerializeObject(new { part, source = "chat" }, settings), Is.EqualTo("""{"part":{"type":"text","text":"Hello!"},"source":"chat"}"""));
    }

    [Test]
    public void Page()
    {
        var message = OpenCodeModelFactory.Create<UserMessage>() with { Id = "msg_1" };
        #region page
        var settings = new JsonSerializerSettings().UseOpenCodeModels();
        string json = JsonConvert.SerializeObject(new { message, source = "chat" }, settings);
        #endregion
        Assert.That(json, Does.Match("""^{"message":{.*"id":"msg_1".*},"source":"chat"}$"""));
    }
}
