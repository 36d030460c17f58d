using System.Text;

namespace OpenCode;

/// <summary>
/// Converts exceptions to text in the layout of <see cref="Exception.ToString"/>. Messages of inner exceptions can contain text
/// from a server or a proxy, so they are prepared for display like such text.
/// </summary>
internal static class ExceptionText
{
    /// <param name="exception">The exception. Its own message is already prepared for display.</param>
    /// <param name="mask">Masks secrets; null if none are known.</param>
    public static string Of(OpenCodeException exception, Func<string, string>? mask)
    {
        var text = new StringBuilder().Append(exception.GetType()).Append(": ").Append(exception.Message);
        if (exception.InnerException is { } inner)
        {
            text.Append(Environment.NewLine).Append(" ---> ").Append(OfInner(inner, mask ?? (static shown => shown)))
                .Append(Environment.NewLine).Append("   --- End of inner exception stack trace ---");
        }

        return exception.StackTrace is { } stack ? text.Append(Environment.NewLine).Append(stack).ToString() : text.ToString();
    }

    private static string OfInner(Exception inner, Func<string, string> mask)
    {
        var text = inner.ToString();

        // A message can contain the message of its inner exception.
        foreach (var message in Messages(inner).OrderByDescending(static message => message.Length))
        {
            text = text.Replace(message, DisplayText.Of(mask(message)));
        }

        return string.Join(Environment.NewLine, mask(text).Split('\n').Select(static line => DisplayText.Of(line.TrimEnd('\r'), DisplayText.MaxMessageLength)));
    }

    /// <summary>Returns the messages of foreign exceptions. An <see cref="OpenCodeException"/> prepares its own text.</summary>
    private static IEnumerable<string> Messages(Exception exception)
    {
        if (exception is OpenCodeException)
        {
            return [];
        }

        IEnumerable<Exception> inner = exception is AggregateException several ? several.InnerExceptions
            : exception.InnerException is { } single ? [single]
            : [];
        var messages = inner.SelectMany(Messages);
        return exception.Message.Length == 0 ? messages : messages.Append(exception.Message);
    }
}
