using System.Text.Json;

namespace OpenCode.Http;

/// <summary>The exceptions for responses that cannot be used.</summary>
internal static class AnswerFailures
{
    private const int ExcerptLength = 200;

    extension(Answer answer)
    {
        public OpenCodeConnectionException Broken(Exception reason) =>
            new($"The connection was lost during the response to {answer.Request}: {OpenCodeConnectionException.Words(reason, answer.Scrubber)}", reason, answer.Request, answer.Head);

        public OpenCodeConnectionException Ended() => new($"The server ended the stream of {answer.Request}.", null, answer.Request, answer.Head);

        public OpenCodeConnectionException Silent(TimeSpan limit, Exception reason) =>
            new(FormattableString.Invariant($"{answer.Request} sent no data for {limit.TotalSeconds} seconds (EventStreamOptions.{nameof(EventStreamOptions.IdleTimeout)})."), reason, answer.Request, answer.Head);

        public OpenCodeProtocolException WrongContentType(string body)
        {
            var contentType = answer.Message.Content?.Headers.ContentType is { } type ? DisplayText.OfName(answer.Scrubber.Mask(type.ToString())) : "no content type";
            return new(
                $"{answer.Request} returned {answer.Head} with {contentType}; this version of the server probably does not have the route. "
                    + $"The response starts with: {DisplayText.Of(body, ExcerptLength)}",
                answer.Request,
                answer.Head)
            {
                IsPage = answer.HasContentType("text/html"),
            };
        }

        public OpenCodeProtocolException Empty(JsonException reason) =>
            new($"The response to {answer.Request} can't be read: its content is empty. The log of the server may contain the reason (at $).", answer.Request, answer.Head, reason);

        /// <summary>The content is not shown: it may contain the keys of a provider.</summary>
        public OpenCodeProtocolException Unreadable(JsonException reason) =>
            new($"The response to {answer.Request} can't be read: {DisplayText.Of(answer.Scrubber.Mask(reason.Message))}", answer.Request, answer.Head, reason);

        public OpenCodeProtocolException TooLarge(long limit) => new(
            FormattableString.Invariant($"The response to {answer.Request} is larger than {limit} bytes; OpenCodeClientOptions.{nameof(OpenCodeClientOptions.MaxResponseBytes)} sets the limit."),
            answer.Request,
            answer.Head)
        {
            IsTooLarge = true,
        };

        public OpenCodeProtocolException EventTooLarge(string option, int limit) =>
            new(FormattableString.Invariant($"An event of {answer.Request} is larger than {limit} bytes; EventStreamOptions.{option} sets the limit."), answer.Request, answer.Head);
    }
}
