namespace OpenCode.Requests;

/// <summary>The events of a stream, as responses that contain them or as the events alone.</summary>
internal interface IEventSequence<T> : IAsyncEnumerable<OpenCodeResponse<T>>
{
    /// <summary>The events. The enumeration throws a failure.</summary>
    IAsyncEnumerable<T> Events { get; }
}
