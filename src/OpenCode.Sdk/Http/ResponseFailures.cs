using System.Text.Json;

namespace OpenCode.Http;

/// <summary>Creates the exceptions for responses that can't be used.</summary>
internal static class ResponseFailures
{
    private const int ExcerptLength = 200;

    extension(ServerResponse response)
    {
        public OpenCodeConnectionException Broken(Exception reason) =>
            new($"The connection was lost during the response to {response.Request}: {OpenCodeConnectionException.Describe(reason, response.Scrubber)}", reason, response.Request, response.Head) { Mask = response.Scrubber.Mask };

        public OpenCodeConnectionException Ended() => new($"The server ended the stream of {response.Request}.", null, response.Request, response.Head);

        public OpenCodeConnectionException Silent(TimeSpan limit, Exception reason) =>
            new(FormattableString.Invariant($"{response.Request} sent no data for {limit.TotalSeconds} seconds (EventStreamOptions.{nameof(EventStreamOptions.IdleTimeout)})."), reason, response.Request, response.Head) { Mask = response.Scrubber.Mask };

        public OpenCodeProtocolException WrongContentType(string body)
        {
            var contentType = response.Message.Content?.Headers.ContentType is { } type ? DisplayText.OfName(response.Scrubber.Mask(type.ToString())) : "no content type";
            return new(
                $"{response.Request} returned {response.Head} with {contentType}; this version of the server probably does not have the route. "
                    + $"The response starts with: {DisplayText.Of(body, ExcerptLength)}",
                response.Request,
                response.Head)
            {
                IsPage = response.HasContentType("text/html"),
            };
        }

        public OpenCodeProtocolException Empty(JsonException reason) =>
            new($"The response to {response.Request} can't be read: its content is empty. The log of the server may contain the reason (at $).", response.Request, response.Head, reason) { Mask = response.Scrubber.Mask };

        /// <summary>
        /// Creates the exception for JSON that can't be read. The message omits the content, which can contain the keys of a
        /// provider.
        /// </summary>
        public OpenCodeProtocolException Unreadable(JsonException reason) =>
            new($"The response to {response.Request} can't be read: {DisplayText.Of(response.Scrubber.Mask(reason.Message))}", response.Request, response.Head, reason) { Mask = response.Scrubber.Mask };

        public OpenCodeProtocolException TooLarge(long limit) => new(
            FormattableString.Invariant($"The response to {response.Request} is larger than {limit} bytes; OpenCodeClientOptions.{nameof(OpenCodeClientOptions.MaxResponseBytes)} sets the limit."),
            response.Request,
            response.Head)
        {
            IsTooLarge = true,
        };

        public OpenCodeProtocolException EventTooLarge(string option, int limit) =>
            new(FormattableString.Invariant($"An event of {response.Request} is larger than {limit} bytes; EventStreamOptions.{option} sets the limit."), response.Request, response.Head);
    }
}
