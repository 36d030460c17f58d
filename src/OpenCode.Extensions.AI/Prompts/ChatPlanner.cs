using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>Checks the arguments of a call and creates its plan. It sends no request.</summary>
/// <param name="defaults">The options of the chat client.</param>
/// <param name="canApprove">Whether the caller can approve function calls.</param>
internal sealed class ChatPlanner(OpenCodeChatClientOptions defaults, bool canApprove = false)
{
    private const string Paragraph = "\n\n";

    /// <param name="messages">The messages of the call.</param>
    /// <param name="options">The options of the call; null for none.</param>
    /// <param name="client">The client that is passed to <see cref="ChatOptions.RawRepresentationFactory"/>.</param>
    /// <exception cref="ArgumentException">A message or an option is invalid.</exception>
    /// <exception cref="NotSupportedException">The agent doesn't support a message or an option.</exception>
    public ChatPlan Plan(IEnumerable<ChatMessage> messages, ChatOptions? options, IChatClient client)
    {
        options ??= new();
        OptionRules.Check(options);
        var functions = ToolRules.Functions(options.Tools, canHost: defaults.AddTools is not null, canApprove);
        var properties = new ExtraProperties(options.AdditionalProperties, defaults.ForeignProperties);
        var conversation = ConversationId(options);
        var fork = properties.Flag(OpenCodeChatProperties.Fork);
        var forkAfter = properties.Text(OpenCodeChatProperties.ForkAfter);
        if (conversation is null && (fork || forkAfter is not null))
        {
            throw new ArgumentException("A fork requires ChatOptions.ConversationId. Set it to the conversation to copy.", nameof(options));
        }

        var said = new PromptMessages(messages, conversation is not null);
        var request = Request(options, client);
        var plan = new ChatPlan
        {
            ConversationId = conversation,
            IsFork = fork || forkAfter is not null,
            ForkAfter = forkAfter,
            Effort = options.Reasoning?.Effort,
            Functions = functions,
            HidesReasoning = options.Reasoning?.Output == ReasoningOutput.None,
            Request = request with
            {
                Parts = [.. request.Parts, .. said.Parts],
                Model = request.Model ?? Model(options),
                Agent = request.Agent ?? properties.Text(OpenCodeChatProperties.Agent) ?? defaults.Agent,
                Variant = request.Variant ?? properties.Text(OpenCodeChatProperties.Variant),
                Format = request.Format ?? StructuredFormat.Of(options.ResponseFormat),
                System = Join([request.System, options.Instructions, .. said.System]),
            },
        };
        RequireOneEffort(plan);
        RequirePrompt(plan);
        return plan;
    }

    private string? ConversationId(ChatOptions options) => options.ConversationId switch
    {
        null => null,
        "" => throw new ArgumentException("ChatOptions.ConversationId is empty. Use null for a new conversation.", nameof(options)),
        var id when defaults.IsStateless => throw new NotSupportedException(
            $"ChatOptions.ConversationId = {id} is not supported by a stateless chat client (OpenCodeChatClientOptions.{nameof(OpenCodeChatClientOptions.IsStateless)}). Pass the history instead."),
        var id => id,
    };

    private PromptModel? Model(ChatOptions options)
    {
        var id = options.ModelId ?? defaults.DefaultModelId;
        return id is null || PromptModel.TryParse(id, out var model)
            ? id is null ? null : PromptModel.Parse(id)
            : throw new ArgumentException($"ChatOptions.ModelId = \"{id}\" is not a model. Use the form \"provider/model\", for example \"anthropic/claude-sonnet-4-5\".", nameof(options));
    }

    private static SessionPromptRequest Request(ChatOptions options, IChatClient client) => options.RawRepresentationFactory?.Invoke(client) switch
    {
        null => new() { Parts = [] },
        SessionPromptRequest request => request,
        var other => throw new ArgumentException($"ChatOptions.RawRepresentationFactory returned {other.GetType()}. It must return {typeof(SessionPromptRequest)} or null.", nameof(options)),
    };

    private static void RequireOneEffort(ChatPlan plan)
    {
        if (plan is { Effort: { } effort, Request.Variant: { } variant })
        {
            throw new ArgumentException($"ChatOptions.Reasoning.Effort = {effort} and the variant \"{variant}\" can't be combined, because an effort is a variant of the model. Set one of them.");
        }

        if (plan is { Effort: { } level, Request.Model: null })
        {
            throw new ArgumentException($"ChatOptions.Reasoning.Effort = {level} requires ChatOptions.ModelId, because each model has its own variants.");
        }
    }

    private static void RequirePrompt(ChatPlan plan)
    {
        if (plan.Request.Parts.Count == 0)
        {
            throw new ArgumentException("There is nothing to respond to: no user, assistant, or tool message has content. Pass at least one.");
        }
    }

    private static string? Join(IEnumerable<string?> texts) => string.Join(Paragraph, texts.Where(t => !string.IsNullOrWhiteSpace(t))) is { Length: > 0 } text ? text : null;
}
