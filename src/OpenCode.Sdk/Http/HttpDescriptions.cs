using System.Text;

namespace OpenCode.Http;

/// <summary>Requests and answers in the words of error messages. Query strings stay out: they may hold what nobody should read.</summary>
internal static class HttpDescriptions
{
    private const int ExcerptLength = 200;

    public static string Describe(this HttpResponseMessage response) =>
        response.RequestMessage is { } request ? $"{request.Method} {Address(request.RequestUri)}" : "a request";

    public static string? Address(Uri? address) => address?.GetLeftPart(UriPartial.Path);

    public static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, ExcerptLength * 4));
        return text.Length > ExcerptLength ? text[..ExcerptLength] + "…" : text;
    }
}
