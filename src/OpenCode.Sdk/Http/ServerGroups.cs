using Microsoft.Extensions.Logging;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>The groups of operations that watch a session together, in the view that one of them belongs to.</summary>
internal sealed class ServerGroups
{
    private readonly OpenCodeRequestAdapter _adapter;

    public ServerGroups(OperationGroup group)
    {
        _adapter = (OpenCodeRequestAdapter)group.OpenCodeAdapter;
        Event = new EventRequestBuilder(_adapter, Watching(group.Options));
        Session = new SessionRequestBuilder(_adapter, group.Options);
        Permission = new PermissionRequestBuilder(_adapter, group.Options);
        Question = new QuestionRequestBuilder(_adapter, group.Options);
    }

    /// <summary>Events, with gaps announced: whoever watches has to know what it missed.</summary>
    public EventRequestBuilder Event { get; }

    public SessionRequestBuilder Session { get; }

    public PermissionRequestBuilder Permission { get; }

    public QuestionRequestBuilder Question { get; }

    public TimeProvider TimeProvider => _adapter.TimeProvider;

    public ILogger Logger => _adapter.Logger;

    private OpenCodeRequestOptions Watching(OpenCodeRequestOptions options) =>
        options with { EventStream = _adapter.Defaults.With(options).EventStream! with { AnnounceGaps = true } };
}
