namespace OpenCode.Events;

/// <summary>Measures the lines and events in a stream of bytes, before a parser buffers data that may never end.</summary>
internal sealed class EventSizeLimit(EventStreamOptions options)
{
    private const byte CarriageReturn = (byte)'\r';
    private const byte LineFeed = (byte)'\n';

    private long _line;
    private long _event;
    private bool _afterCarriageReturn;

    /// <summary>Gets the option whose limit was exceeded, and the limit; null if no limit was exceeded.</summary>
    public (string Option, int Bytes)? Passed { get; private set; }

    /// <summary>Measures the next bytes.</summary>
    /// <returns>The number of bytes within the limits: all of them, or the events before the one that is too large.</returns>
    public int Measure(ReadOnlySpan<byte> bytes)
    {
        var within = SkipSmallEvents(bytes);
        for (var at = within; at < bytes.Length;)
        {
            var length = bytes[at..].IndexOfAny(CarriageReturn, LineFeed);
            var hasEnd = length >= 0;
            Add(hasEnd ? length : bytes.Length - at);
            if (Passed is not null)
            {
                return within;
            }

            if (!hasEnd)
            {
                _afterCarriageReturn = false;
                break;
            }

            at += length + 1;
            EndLine(bytes[at - 1], isEmpty: length == 0);
            within = _event == 0 ? at : within;
        }

        return bytes.Length;
    }

    /// <summary>
    /// Skips the complete events if even all of them together are within the limits, which saves a search for each line.
    /// </summary>
    /// <returns>The number of bytes to skip.</returns>
    private int SkipSmallEvents(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOf("\n\n"u8) + 2;
        if (end < 2 || _event + end > Math.Min(options.MaxLineBytes, options.MaxEventBytes))
        {
            return 0;
        }

        (_line, _event, _afterCarriageReturn) = (0, 0, false);
        return end;
    }

    private void Add(int length)
    {
        _line += length;
        _event += length;
        Passed = _line > options.MaxLineBytes ? (nameof(options.MaxLineBytes), options.MaxLineBytes)
            : _event > options.MaxEventBytes ? (nameof(options.MaxEventBytes), options.MaxEventBytes)
            : null;
    }

    /// <summary>
    /// Ends a line. A line feed after a carriage return belongs to the same line end; an empty line ends an event.
    /// </summary>
    private void EndLine(byte mark, bool isEmpty)
    {
        var isSecondHalf = mark == LineFeed && isEmpty && _afterCarriageReturn;
        if (!isSecondHalf)
        {
            _event = _line == 0 ? 0 : _event;
            _line = 0;
        }

        _afterCarriageReturn = mark == CarriageReturn;
    }
}
