using Microsoft.Extensions.AI;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>Typed answers. Cases of the integration tests of dotnet/extensions: docs/chat-client.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatStructuredTests
{
    private static readonly Person s_jimbo = new() { FullName = "Jimbo Smith", Age = 35, Town = "Cardiff", Job = Job.Programmer };

    [Test]
    public async Task An_object_is_read(CancellationToken cancellationToken)
    {
        Structured("who is described here", """{"fullName":"Jimbo Smith","age":35,"town":"Cardiff","job":"Programmer"}""");
        Assert.That(await AskAsync<Person>("Tell me who is described here: Jimbo Smith is a programmer of 35 from Cardiff.", cancellationToken), Is.EqualTo(s_jimbo));
    }

    [Test]
    public async Task A_list_is_read(CancellationToken cancellationToken)
    {
        Structured("who are described here", """{"data":[{"fullName":"Jimbo Smith","age":35,"town":"Cardiff","job":"Programmer"},{"fullName":"Josh Simpson","age":25,"town":"Newport","job":"Programmer"}]}""");
        var people = await AskAsync<Person[]>("Tell me who are described here: Jimbo Smith and Josh Simpson.", cancellationToken);
        Assert.That(people.Select(p => p.FullName), Is.EqualTo(new[] { "Jimbo Smith", "Josh Simpson" }));
    }

    [Test]
    public async Task A_number_is_read(CancellationToken cancellationToken)
    {
        Structured("how many abstractions are there", """{"data":15}""");
        Assert.That(await AskAsync<int>("There were 14 and one more came: how many abstractions are there?", cancellationToken), Is.EqualTo(15));
    }

    [Test]
    public async Task A_text_is_read(CancellationToken cancellationToken)
    {
        Structured("the whole name of the developer", """{"data":"Jimbo Smith"}""");
        Assert.That(await AskAsync<string>("Give me the whole name of the developer Jimbo Smith.", cancellationToken), Is.EqualTo("Jimbo Smith"));
    }

    [Test]
    public async Task True_is_read(CancellationToken cancellationToken)
    {
        Structured("is there a developer here", """{"data":true}""");
        Assert.That(await AskAsync<bool>("Jimbo develops: is there a developer here?", cancellationToken), Is.True);
    }

    [Test]
    public async Task False_is_read(CancellationToken cancellationToken)
    {
        Structured("is there a doctor here", """{"data":false}""");
        Assert.That(await AskAsync<bool>("Jimbo develops: is there a doctor here?", cancellationToken), Is.False);
    }

    [Test]
    public async Task An_enumeration_is_read(CancellationToken cancellationToken)
    {
        Structured("which job has she", """{"data":"Singer"}""");
        Assert.That(await AskAsync<Job>("She sings: which job has she?", cancellationToken), Is.EqualTo(Job.Singer));
    }

    [Test]
    public async Task An_object_can_come_from_a_function(CancellationToken cancellationToken)
    {
        Answer("the person with the number 123", request => request.FollowsTool
            ? [new DemoToolCall("StructuredOutput", Results(request).Single())]
            : [new DemoToolCall(Tool(request, "GetPersonById"), """{"id":123}""")]);
        using var chat = Live.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [Function("GetPersonById", (int id) => id == 123 ? s_jimbo : null)] };
        var response = await chat.GetResponseAsync<Person>("Find the person with the number 123", ChatJson.Options, options, cancellationToken: cancellationToken);
        Assert.That(response.Result, Is.EqualTo(s_jimbo).And.Not.SameAs(s_jimbo));
    }

    [Test]
    public async Task An_object_without_a_schema_is_read(CancellationToken cancellationToken)
    {
        Answer("an object for Jimbo of Cardiff", request => [new DemoToolCall("StructuredOutput", request.Prompt.Contains("fullName", StringComparison.Ordinal) ? """{"fullName":"Jimbo Smith","age":35,"town":"Cardiff","job":"Programmer"}""" : "{}")]);
        List<ChatOptions?> seen = [];
        using var chat = Live.AsBuilder()
            .Use(async (messages, options, next, token) =>
            {
                seen.Add(options);
                await next(messages, options, token);
            })
            .Build();
        var response = await chat.GetResponseAsync<Person>("Make an object for Jimbo of Cardiff", ChatJson.Options, useJsonSchemaResponseFormat: false, cancellationToken: cancellationToken);
        Assert.That(response.Result, Is.EqualTo(s_jimbo));
        Assert.That(seen.Single()!.ResponseFormat, Is.InstanceOf<ChatResponseFormatJson>().With.Property(nameof(ChatResponseFormatJson.Schema)).Null);
    }

    private static async Task<T> AskAsync<T>(string prompt, CancellationToken cancellationToken) =>
        (await Live.GetResponseAsync<T>(prompt, ChatJson.Options, cancellationToken: cancellationToken)).Result;
}
