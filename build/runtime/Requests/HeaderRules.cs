namespace OpenCode.Requests;

/// <summary>Rules for the headers that a caller adds to requests.</summary>
internal static class HeaderRules
{
    public const string Authorization = "Authorization";

    /// <summary>Headers that the operation requires or that belong to the connection.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Connection", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private static readonly string[] s_reservedPrefixes = ["Content-", "Sec-WebSocket-", "x-opencode-directory", "x-opencode-workspace"];

    /// <exception cref="ArgumentException">A header can't be sent, or is reserved. The message contains its name, but never its value.</exception>
    public static void Validate(IReadOnlyDictionary<string, string> headers, string option)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            ValidateName(header.Key, option);
            ValidateValue(header.Key, header.Value, option);
            if (IsReserved(header.Key))
            {
                throw new ArgumentException($"{option} contains \"{header.Key}\", which is reserved: the SDK or the HTTP connection sets it.", option);
            }

            if (!names.Add(header.Key))
            {
                throw new ArgumentException($"{option} contains \"{header.Key}\" more than once. Header names are case-insensitive.", option);
            }
        }
    }

    public static void ValidateName(string name, string option)
    {
        if (name.Length == 0 || !name.All(IsTokenCharacter))
        {
            throw new ArgumentException($"{option} contains \"{DisplayText.Of(name)}\", which is not a valid header name.", option);
        }
    }

    public static void ValidateValue(string name, string? value, string option)
    {
        if (value is null)
        {
            throw new ArgumentException($"{option} contains no value for \"{name}\".", option);
        }

        if (!IsValue(value))
        {
            throw new ArgumentException($"{option} contains an invalid value for \"{name}\". A header value can contain only visible ASCII characters, spaces and tabs.", option);
        }
    }

    public static bool IsValue(string value) => value.All(c => c is (>= ' ' and <= '~') or '\t');

    /// <summary>Copies headers, without the generic methods of LINQ, which the first call would compile.</summary>
    public static IReadOnlyDictionary<string, string> Copy(IReadOnlyDictionary<string, string> headers)
    {
        var copy = new Dictionary<string, string>();
        foreach (var header in headers)
        {
            copy.Add(header.Key, header.Value);
        }

        return copy;
    }

    /// <summary>Combines headers; those of <paramref name="others"/> replace headers of the same name.</summary>
    public static IReadOnlyDictionary<string, string>? Combine(IReadOnlyDictionary<string, string>? headers, IReadOnlyDictionary<string, string>? others)
    {
        if (headers is null || others is null)
        {
            return others ?? headers;
        }

        var combined = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.Concat(others))
        {
            combined[header.Key] = header.Value;
        }

        return combined;
    }

    /// <summary>Returns the names of the headers, with masked values.</summary>
    public static string Print(IReadOnlyDictionary<string, string>? headers) =>
        headers is null ? "" : $"{{ {string.Join(", ", headers.Keys.Select(name => $"{DisplayText.OfName(name)} = ***"))} }}";

    public static bool IsReserved(string name) => s_reserved.Contains(name) || s_reservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsTokenCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || "!#$%&'*+-.^_`|~".IndexOf(c) >= 0;
}
