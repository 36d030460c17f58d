using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Microsoft.Kiota.Abstractions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;
using RichardSzalay.MockHttp;

namespace OpenCode.Sdk.Tests;

/// <summary>Every operation of the document, through the client, against what the document says.</summary>
public sealed class OperationTests
{
    private const string Directory = "/home/é #1";
    private const string Workspace = "wrk&1";
    private const int Turns = 4;

    private static readonly IReadOnlyList<DocumentOperation> s_operations = DocumentOperation.All;

    private static readonly OpenCodeClientOptions s_options = new()
    {
        BaseUrl = new Uri("http://server.test:4096/base"),
        Password = "secret",
        Directory = Directory,
        Workspace = Workspace,
        Headers = new Dictionary<string, string> { ["X-Team"] = "blue" },
    };

    [Test]
    public void All_operations_are_there() => Assert.That(s_operations, Has.Count.EqualTo((int)Repository.Lock["operations"]!));

    [TestCaseSource(nameof(s_operations))]
    public void An_operation_has_the_same_signature_in_both_styles(DocumentOperation operation)
    {
        using var client = new OpenCodeClient();
        var data = operation.Find(client).Method;
        var fields = operation.Find(client.Fields).Method;
        Assert.That(fields.GetParameters().Select(Signature), Is.EqualTo(data.GetParameters().Select(Signature)));
        Assert.That(fields.ReturnType, Is.EqualTo(InFieldsStyle(data.ReturnType)));
        Assert.That(fields.IsDefined(typeof(ObsoleteAttribute)), Is.EqualTo(data.IsDefined(typeof(ObsoleteAttribute))));
        var isExperimental = operation.Path.StartsWith("/experimental/", StringComparison.Ordinal);
        Assert.That(new[] { data, fields }.Select(IsExperimental), Is.All.EqualTo(isExperimental));

        // .NET Standard doesn't have the attribute, so the library for it has its own.
        static bool IsExperimental(MethodInfo method) => method.CustomAttributes.Any(a => a.AttributeType.Name == "ExperimentalAttribute");
        static string Signature(ParameterInfo parameter) => $"{parameter.ParameterType} {parameter.Name} {parameter.HasDefaultValue}";
    }

    [TestCaseSource(nameof(s_operations))]
    public async Task An_operation_reaches_its_route_and_reads_its_answer_in_both_styles(DocumentOperation operation)
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            if (operation.IsWebSocket)
            {
                // No mock can answer an upgrade; the request is what can be checked here.
                using var unconnected = new OpenCodeClient(s_options);
                var (group, method) = operation.Find(unconnected, name => $"To{name[..^"Async".Length]}RequestInformation");
                var arguments = new OperationArguments(operation, method, turn);
                var request = (RequestInformation)method.Invoke(group, arguments.Values)!;
                request.PathParameters["baseurl"] = s_options.BaseUrl!.AbsoluteUri;
                AssertAddress(operation, arguments, request.URI);
                return;
            }

            await AssertOperation(operation, turn, client => client, (_, _) => { });
            await AssertOperation(operation, turn, client => client.Fields, (response, sent) =>
            {
                Assert.That(response!.Error, Is.Null);
                Assert.That(response.Request.Method, Is.EqualTo(operation.HttpMethod));
                Assert.That(response.Request.Url, Is.EqualTo(sent.RequestUri));
                Assert.That(((int)response.Response!.StatusCode).ToString(null, null), Is.EqualTo(operation.Success!.Name));
            });
        }
    }

    [TestCaseSource(nameof(s_operations))]
    public async Task An_operation_fails_alike_in_both_styles(DocumentOperation operation)
    {
        if (operation.IsWebSocket)
        {
            return;
        }

        using var http = new MockHttpMessageHandler();
        http.Fallback.Respond(HttpStatusCode.Conflict, "application/json", """{"_tag":"SessionBusyError","sessionID":"ses_1","message":"Busy"}""");
        using var client = new OpenCodeClient(http, s_options);
        var (dataGroup, data) = operation.Find(client);
        var (fieldsGroup, fields) = operation.Find(client.Fields);
        var arguments = new OperationArguments(operation, data, turn: 0).Values;
        var thrown = await Failure.OfAsync<OpenCodeApiException>(() => Complete(data.Invoke(dataGroup, arguments)!));
        var response = (OpenCodeResponse)(await Complete(fields.Invoke(fieldsGroup, arguments)!))!;
        Assert.That(response.IsSuccess, Is.False);
        Assert.That(response.Error, Is.InstanceOf<OpenCodeApiException>());
        Assert.That(response.Error!.Message, Is.EqualTo(thrown.Message).And.StartsWith("Busy ("));
        Assert.That(((OpenCodeApiException)response.Error).Error, Is.InstanceOf<SessionBusyError>().And.EqualTo(thrown.Error));
    }

    private static async Task AssertOperation(DocumentOperation operation, int turn, Func<OpenCodeClient, object> style, Action<OpenCodeResponse?, HttpRequestMessage> assertResponse)
    {
        var answer = Answer(operation, turn);
        HttpRequestMessage? sent = null;
        byte[]? sentBody = null;
        using var http = new MockHttpMessageHandler();
        http.Fallback.Respond(async request =>
        {
            sent = request;
            sentBody = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync();
            answer.Response.RequestMessage = request;
            return answer.Response;
        });
        using var client = new OpenCodeClient(http, s_options);
        var (group, method) = operation.Find(style(client));
        var arguments = new OperationArguments(operation, method, turn);
        var result = await Complete(method.Invoke(group, arguments.Values)!);
        assertResponse(result as OpenCodeResponse, sent!);

        Assert.That(sent!.Method, Is.EqualTo(operation.HttpMethod));
        AssertAddress(operation, arguments, sent.RequestUri!);
        AssertHeaders(operation, sent);
        AssertBody(arguments, sentBody);
        AssertResult(answer.Json, result is OpenCodeResponse response ? response.GetType().GetProperty("Data")?.GetValue(response) : result);
    }

    private static Type InFieldsStyle(Type data)
    {
        if (data == typeof(Task))
        {
            return typeof(Task<OpenCodeResponse>);
        }

        var response = typeof(OpenCodeResponse<>).MakeGenericType(data.GetGenericArguments());
        return data.GetGenericTypeDefinition().MakeGenericType(response);
    }

    private static void AssertAddress(DocumentOperation operation, OperationArguments arguments, Uri address)
    {
        Assert.That(address.GetLeftPart(UriPartial.Path), Is.EqualTo("http://server.test:4096/base" + arguments.ExpectedPath));
        var expected = operation.Parameters
            .Where(p => (string?)p["in"] == "query")
            .Select(p => (string)p["name"]!)
            .SelectMany(name => name switch
            {
                "directory" => [("directory", Directory)],
                "workspace" => [("workspace", Workspace)],
                "location" => [("location[directory]", Directory), ("location[workspace]", Workspace)],
                "location[directory]" => [(name, Directory)],
                "location[workspace]" => [(name, Workspace)],
                _ => new[] { (name, arguments.Parameters[name]) },
            });
        var actual = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])));
        Assert.That(actual, Is.EquivalentTo(expected));
    }

    private static void AssertHeaders(DocumentOperation operation, HttpRequestMessage sent)
    {
        Assert.That(sent.Headers.Authorization?.ToString(), Is.EqualTo("Basic " + Convert.ToBase64String("opencode:secret"u8)));
        Assert.That(sent.Headers.GetValues("X-Team"), Is.EqualTo(["blue"]));
        Assert.That(sent.Content?.Headers.ContentType?.ToString(), operation.BodySchema is null ? Is.Null : Is.EqualTo("application/json"));
        var accepted = operation.SuccessContent?.Name.Split(';')[0] ?? "application/json";
        Assert.That(sent.Headers.Accept.Any(a => a.MediaType == accepted || a.MediaType == "*/*"), Is.True, sent.Headers.Accept.ToString());
    }

    private static void AssertBody(OperationArguments arguments, byte[]? sentBody)
    {
        if (arguments.Body is null)
        {
            Assert.That(sentBody, Is.Null.Or.Empty);
            return;
        }

        var sent = Repository.ParseJson(Encoding.UTF8.GetString(sentBody!));
        Assert.That(JToken.DeepEquals(sent, arguments.Body), $"{arguments.Body}\nwas sent as\n{sent}");
    }

    private static void AssertResult(JToken? answered, object? result)
    {
        if (answered is null)
        {
            Assert.That(result, Is.Null.Or.InstanceOf<Stream>().Or.EqualTo("plain text"));
            return;
        }

        var read = ModelJson.Write(result);
        Assert.That(JToken.DeepEquals(read, answered), $"{answered}\nwas read as\n{read}");
        Assert.That(ObjectGraph.NotUnderstood(result), Is.Empty);
    }

    /// <summary>Awaits a task, or takes the first event of a stream.</summary>
    private static async Task<object?> Complete(object running)
    {
        if (running is Task task)
        {
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task) is { } value && value.GetType().Name != "VoidTaskResult" ? value : null;
        }

        var events = running.GetType().GetInterfaces().Prepend(running.GetType()).First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return await (Task<object?>)typeof(OperationTests)
            .GetMethod(nameof(First), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(events.GetGenericArguments())
            .Invoke(null, [running])!;
    }

    private static async Task<object?> First<T>(IAsyncEnumerable<T> events)
    {
        await foreach (var item in events)
        {
            return item;
        }

        return null;
    }

    /// <summary>An answer as the document describes it; its JSON is null if it has none.</summary>
    private static (HttpResponseMessage Response, JToken? Json) Answer(DocumentOperation operation, int turn)
    {
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(operation.Success!.Name, null));
        if (operation.SuccessContent is not { } content)
        {
            return (response, null);
        }

        var samples = new DocumentSamples(Repository.Document, turn, optional: turn % 2 == 0);
        var mediaType = content.Name.Split(';')[0];
        var schema = (JObject)content.Value["schema"]!;
        JToken? json = null;
        switch (mediaType)
        {
            case "application/json":
                json = samples.Create(schema);
                response.Content = new StringContent(json.ToString(Formatting.None));
                break;
            case "text/event-stream":
                // The stream of durable events describes its frame; what its data holds is said beside it.
                json = schema["properties"]?["event"] is not null && schema["properties"]?["data"] is not null ? samples.Create("SessionDurableEvent") : samples.Create(schema);
                response.Content = new StringContent($"data: {json.ToString(Formatting.None)}\n\n");
                break;
            default:
                response.Content = new StringContent("plain text");
                break;
        }

        response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return (response, json);
    }
}
