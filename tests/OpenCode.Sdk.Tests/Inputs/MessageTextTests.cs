using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Inputs;

public sealed class MessageTextTests
{
    private const string Parts = """
        [{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"reasoning","text":"Hm","time":{"start":1}},
         {"id":"prt_2","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"One "},
         {"id":"prt_3","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"added","synthetic":true},
         {"id":"prt_4","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"hidden","ignored":true},
         {"id":"prt_5","sessionID":"ses_1","messageID":"msg_1","type":"new","text":"unknown"},
         {"id":"prt_6","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"two","synthetic":false,"ignored":false}]
        """;

    [Test]
    public void Text_is_what_the_message_itself_says()
    {
        var json = $$$"""{"info":{"id":"msg_1","sessionID":"ses_1","role":"user","time":{"created":1},"agent":"a","model":{"providerID":"p","modelID":"m"}},"parts":{{{Parts}}}}""";
        var message = (MessageWithParts)ModelJson.Read(typeof(MessageWithParts), Repository.ParseJson(json));
        Assert.That(message.Text, Is.EqualTo("One two"));
        Assert.That((message with { Parts = [] }).Text, Is.Empty);
        Assert.That(ModelJson.Write(message), Is.EqualTo(Repository.ParseJson(json)), "The text is no member of the JSON.");
    }

    [Test]
    public void A_text_is_a_prompt_and_a_part_of_one()
    {
        SessionPromptRequest request = "Why?";
        Assert.That(request.Parts, Is.EqualTo(SessionPromptRequest.FromText("Why?").Parts));
        Assert.That(request.Parts, Is.EqualTo(new PartInput[] { new TextPartInput { Text = "Why?" } }));
        SessionPromptRequest withFile = new() { Parts = ["What is this?", FilePartInput.FromText("x", "a.md")] };
        Assert.That(withFile.Parts, Has.Count.EqualTo(2));
        Assert.That(withFile.Parts[0], Is.EqualTo(new TextPartInput { Text = "What is this?" }));
        Assert.That(() => SessionPromptRequest.FromText(null!), Throws.ArgumentNullException);
        string? none = null;
        SessionPromptRequest? noRequest = none;
        PartInput? noPart = none;
        Assert.That(noRequest, Is.Null);
        Assert.That(noPart, Is.Null);
    }
}
