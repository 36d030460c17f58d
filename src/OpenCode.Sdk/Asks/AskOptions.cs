using OpenCode.Models;

namespace OpenCode.Asks;

/// <summary>Specifies who replies to the requests of an agent.</summary>
internal sealed record AskOptions
{
    public Func<PermissionRequest, CancellationToken, Task<PermissionDecision>>? OnPermission { get; init; }

    public Func<QuestionRequest, CancellationToken, Task<QuestionDecision>>? OnQuestion { get; init; }

    public IReadOnlyList<PermissionRule> Rules { get; init; } = [];

    public PermissionPolicy PermissionPolicy { get; init; }

    public QuestionPolicy QuestionPolicy { get; init; }
}
