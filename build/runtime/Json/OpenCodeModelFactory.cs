using OpenCode.Models;

namespace OpenCode;

/// <summary>Creates models for tests, with a default for each required member. Thread-safe.</summary>
/// <example><code>
/// var session = OpenCodeModelFactory.Create&lt;Session&gt;() with { Title = "LGTM" };
/// var message = OpenCodeModelFactory.Create&lt;MessageWithParts&gt;("""{"info":{"role":"user"},"parts":[{"type":"text","text":"Hi"}]}""");
/// </code></example>
public static class OpenCodeModelFactory
{
    /// <summary>Creates a model whose optional members are null and whose required members have a default.</summary>
    /// <remarks>
    /// The defaults are an empty string, list or dictionary, zero, false, midnight of January 1, 1970, the first value of an
    /// enumeration, the first variant of a union, and null for free-form JSON. Required members that are objects are created in the same
    /// way. Use a <c>with</c> expression to set the members that your test needs.
    /// </remarks>
    /// <typeparam name="T">A record; for a union, pass one of its variants.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is a union.</exception>
    /// <exception cref="JsonException"><typeparamref name="T"/> is not a record, and none of its values is an object.</exception>
    public static T Create<T>()
        where T : class, IJsonModel => typeof(T).IsAbstract
            ? throw new ArgumentException($"{typeof(T).Name} is a union. Create one of its variants, or pass JSON with the discriminator.", nameof(T))
            : Create<T>("{}");

    /// <summary>Creates a model from JSON that contains only the members that your test needs. All others are as in <see cref="Create{T}()"/>.</summary>
    /// <remarks>
    /// Objects within the JSON are also completed. Without a discriminator, a union becomes its unknown variant.
    /// </remarks>
    /// <param name="json">A JSON object.</param>
    /// <typeparam name="T">A record, or a union.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="JsonException">
    /// The JSON is malformed, or the kind of a member does not match the server's OpenAPI document.
    /// </exception>
    public static T Create<T>(string json)
        where T : class, IJsonModel
    {
        Require.NotNull(json, nameof(json));
        var converter = (ModelConverter<T>)OpenCodeJson.Options.GetTypeInfo(typeof(T)).Converter;
        return OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), converter.ReadModel, new JsonReading { IsStrict = true, IsCompleting = true });
    }
}
