using System.Collections;
using System.Text;
using OpenCode.Models;
using OpenCode.Secrets;

namespace OpenCode;

/// <summary>
/// Finds the secrets that a server receives when it is started, because the server or a provider may repeat them later.
/// </summary>
internal static class ServerSecrets
{
    /// <summary>The minimum length of an inherited value that counts as a secret.</summary>
    private const int ShortestInherited = 8;

    /// <summary>Returns the options with the secrets that they contain, in addition to known secrets.</summary>
    public static OpenCodeServerOptions Attach(OpenCodeServerOptions options)
    {
        var secrets = options.Secrets ?? new KnownSecrets();
        secrets.Pin(Find(options).Values);
        return options with { Secrets = secrets };
    }

    private static FoundSecrets Find(OpenCodeServerOptions options)
    {
        var found = new FoundSecrets();
        if (options.Config is { } config)
        {
            SecretFinder.FindInJson(OpenCodeJson.Write(config), found);
        }

        SecretFinder.FindInJson(Encoding.UTF8.GetBytes(options.ConfigJson ?? "{}"), found);
        foreach (var variable in options.Environment)
        {
            FindInVariable(variable.Key, variable.Value ?? "", found);
        }

        foreach (DictionaryEntry variable in options.InheritEnvironment ? Environment.GetEnvironmentVariables() : new Hashtable())
        {
            if (variable is { Key: string name, Value: string { Length: >= ShortestInherited } value })
            {
                FindInVariable(name, value, found);
            }
        }

        foreach (var name in found.Variables.ToList())
        {
            SecretFinder.FindInHeader(Variable(options, name) ?? "", found);
        }

        return found;
    }

    /// <summary>
    /// Finds the value of a variable whose name indicates a secret, or the secrets in JSON such as
    /// <c>OPENCODE_CONFIG_CONTENT</c>.
    /// </summary>
    private static void FindInVariable(string name, string value, FoundSecrets found)
    {
        if (SecretName.IsSecret(name))
        {
            found.Add(value);
        }

        var text = value.TrimStart();
        if (text is ['{', ..] or ['/', '/' or '*', ..])
        {
            SecretFinder.FindInJson(Encoding.UTF8.GetBytes(text), found);
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            SecretFinder.FindInUrl(text, found);
        }
    }

    /// <summary>Returns a variable of the server; null if it is missing.</summary>
    private static string? Variable(OpenCodeServerOptions options, string name) =>
        options.Environment.TryGetValue(name, out var own) ? own
        : options.InheritEnvironment ? Environment.GetEnvironmentVariable(name)
        : null;
}
