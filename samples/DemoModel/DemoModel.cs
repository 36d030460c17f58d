using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>
/// A scripted language model on the loopback interface, so that prompts run without an API key and without internet access. It
/// implements the part of the chat completions protocol that the opencode server uses.
/// </summary>
public sealed class DemoModel : IAsyncDisposable
{
    /// <summary>The name of the model in the configuration of the server.</summary>
    public const string Name = "demo/scripted";

    private const int TokensOfPrompt = 12;

    private readonly WebApplication _application;

    private DemoModel(WebApplication application) => _application = application;

    private string Url => _application.Urls.First();

    /// <summary>Starts a model on an available port.</summary>
    /// <param name="script">Returns the response to a request. It can wait between the parts.</param>
    public static async Task<DemoModel> StartAsync(Func<DemoRequest, CancellationToken, IAsyncEnumerable<DemoChunk>> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfProgram>();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/v1/chat/completions", context => AnswerAsync(context, script));
        await application.StartAsync().ConfigureAwait(false);
        return new DemoModel(application);
    }

    /// <summary>Creates a configuration in which a server uses only this model, and asks for permission before it runs a command.</summary>
    public Config CreateConfig() => new()
    {
        Model = Name,
        SmallModel = Name,
        Autoupdate = false,
        Share = ConfigShare.Disabled,
        Permission = new PermissionConfigByTool { Bash = PermissionActionConfig.Ask },
        Provider = new Dictionary<string, ProviderConfig>
        {
            ["demo"] = new()
            {
                Npm = "@ai-sdk/openai-compatible",
                Name = "Demo",
                Options = new() { BaseUrl = $"{Url}/v1", ApiKey = "none" },
                Models = new Dictionary<string, ModelConfig>
                {
                    ["scripted"] = new()
                    {
                        Name = "Scripted",
                        ToolCall = true,
                        Reasoning = true,
                        Attachment = true,
                        Modalities = new() { Input = [ModelModality.Text, ModelModality.Image, ModelModality.Pdf], Output = [ModelModality.Text] },
                        Limit = new() { Context = 100_000, Output = 10_000 },
                        Cost = new() { Input = 1, Output = 2 },
                    },
                },
            },
        },
    };

    /// <summary>Stops the model.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, Func<DemoRequest, CancellationToken, IAsyncEnumerable<DemoChunk>> script)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "text/event-stream";
        var count = 0;
        var calls = 0;
        var finish = "stop";
        var promptTokens = TokensOfPrompt;
        await foreach (var chunk in script(new DemoRequest(body.RootElement), context.RequestAborted).ConfigureAwait(false))
        {
            if (chunk is DemoFailure failure)
            {
                context.Response.StatusCode = failure.Status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["message"] = failure.Message } }.ToJsonString(), context.RequestAborted).ConfigureAwait(false);
                return;
            }

            if (chunk is DemoUsage usage)
            {
                promptTokens = usage.PromptTokens;
                continue;
            }

            count++;
            finish = chunk is DemoToolCall ? "tool_calls" : finish;
            await SendAsync(context, Choice(Delta(chunk, count, chunk is DemoToolCall ? calls++ : calls), null)).ConfigureAwait(false);
        }

        await SendAsync(context, Choice(new JsonObject(), finish)).ConfigureAwait(false);
        var tokens = new JsonObject { ["prompt_tokens"] = promptTokens, ["completion_tokens"] = count, ["total_tokens"] = promptTokens + count };
        await SendAsync(context, new JsonObject { ["choices"] = new JsonArray(), ["usage"] = tokens }).ConfigureAwait(false);
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted).ConfigureAwait(false);
    }

    private static JsonObject Delta(DemoChunk chunk, int count, int index) => chunk switch
    {
        DemoText text => new JsonObject { ["role"] = "assistant", ["content"] = text.Text },
        DemoReasoning reasoning => new JsonObject { ["role"] = "assistant", ["reasoning_content"] = reasoning.Text },
        DemoToolCall call => new JsonObject
        {
            ["role"] = "assistant",
            ["tool_calls"] = new JsonArray(new JsonObject
            {
                ["index"] = index,
                ["id"] = $"call_{count}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            }),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(chunk)),
    };

    private static JsonObject Choice(JsonObject delta, string? finish) => new()
    {
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    };

    private static async Task SendAsync(HttpContext context, JsonObject content)
    {
        content["id"] = "chatcmpl-demo";
        content["object"] = "chat.completion.chunk";
        content["created"] = 0;
        content["model"] = "scripted";
        await context.Response.WriteAsync($"data: {content.ToJsonString()}\n\n", context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Lets the program that uses the model handle Ctrl+C.</summary>
    private sealed class LifetimeOfProgram : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
