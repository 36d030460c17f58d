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
        secrets.Pin(Find(options));
        return options with { Secrets = secrets };
    }

    private static List<string> Find(OpenCodeServerOptions options)
    {
        var found = new List<string>();
        if (options.Config is { } config)
        {
            SecretFinder.FindInJson(OpenCodeJson.Write(config), found);
        }

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

        return found;
    }

    /// <summary>
    /// Finds the value of a variable whose name indicates a secret, or the secrets in JSON such as
    /// <c>OPENCODE_CONFIG_CONTENT</c>.
    /// </summary>
    private static void FindInVariable(string name, string value, List<string> found)
    {
        if (SecretFinder.IsSecretName(name))
        {
            SecretFinder.Add(value, found);
        }

        if (value.StartsWith('{'))
        {
            SecretFinder.FindInJson(Encoding.UTF8.GetBytes(value), found);
        }
        else if (value.Contains("://", StringComparison.Ordinal))
        {
            SecretFinder.FindInUrl(value, found);
        }
    }
}
