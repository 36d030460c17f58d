using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.Models;

namespace OpenCode.AI.Tools;

/// <summary>Represents the caller's functions while a response is created.</summary>
internal sealed class HostedTools : IAsyncDisposable
{
    private readonly ToolSlots _slots;
    private readonly OpenCodeChatClientOptions _options;

    /// <summary>The slot of the name; 0 if there are no functions.</summary>
    private readonly int _slot;

    private readonly IReadOnlyList<AIFunction> _functions;

    private IAsyncDisposable? _registration;

    private HostedTools(ToolSlots slots, IReadOnlyList<AIFunction> functions, OpenCodeChatClientOptions options)
    {
        _slots = slots;
        _options = options;
        _functions = functions;
        _slot = functions.Count > 0 ? slots.Take() : 0;
        Names = new(slots.Name(_slot), functions);
    }

    public HostedNames Names { get; }

    /// <summary>The permission rules that the session needs; empty if the chat client hosts no functions.</summary>
    public IReadOnlyList<PermissionRule> Rights => _options.AddTools is null ? [] : ToolRights.Of(_slots.First, _slot == 0 ? null : _slots.Name(_slot));

    /// <summary>
    /// The options of the turn. The caller's functions are allowed, unless they require approval or another rule applies.
    /// </summary>
    public TurnOptions Turn => _slot == 0 ? _options.Turn : _options.Turn with
    {
        PermissionRules =
        [
            ToolRights.Rule($"{_slots.Name(_slot)}_*", PermissionAction.Allow),
            .. _functions.Where(ToolRules.NeedsApproval).Select(f => ToolRights.Rule(Names.ToolOf(f), PermissionAction.Ask)),
            .. _options.Turn.PermissionRules,
        ],
    };

    /// <param name="client">The client.</param>
    /// <param name="slots">The names of the MCP servers.</param>
    /// <param name="functions">The functions; empty if there is nothing to host.</param>
    /// <param name="options">The options of the chat client.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<HostedTools> StartAsync(OpenCodeClient client, ToolSlots slots, IReadOnlyList<AIFunction> functions, OpenCodeChatClientOptions options, CancellationToken cancellationToken)
    {
        var tools = new HostedTools(slots, functions, options);
        if (functions.Count == 0)
        {
            return tools;
        }

        try
        {
            tools._registration = await options.AddTools!(client, slots.Name(tools._slot), functions, cancellationToken).ConfigureAwait(false);
            return tools;
        }
        catch
        {
            slots.Return(tools._slot);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_registration is null)
        {
            return;
        }

        try
        {
            await _registration.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _slots.Return(_slot);
        }
    }
}
