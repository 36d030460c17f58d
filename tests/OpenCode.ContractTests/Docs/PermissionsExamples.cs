using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/permissions.md. <see cref="PermissionsExampleTests"/> runs each of them.</summary>
internal static class PermissionsExamples
{
    public static async Task<Session> CreateSessionAsync(OpenCodeClient client)
    {
        #region session
        var session = await client.Session.CreateAsync(new()
        {
            Permission =
            [
                new() { Permission = "edit", Pattern = "*", Action = PermissionAction.Deny },
                new() { Permission = "bash", Pattern = "*", Action = PermissionAction.Ask },
                new() { Permission = "bash", Pattern = "git status*", Action = PermissionAction.Allow },
            ],
        });
        #endregion
        return session;
    }

    public static async Task WatchAsync(OpenCodeClient client, CancellationToken stop)
    {
        #region watch
        await client.Permission.WatchAsync(
            (request, _) => Task.FromResult(request.Permission == "bash" ? PermissionDecision.AllowOnce : PermissionDecision.None),
            PermissionPolicy.RejectAndContinue,
            stop);
        #endregion
    }
}
