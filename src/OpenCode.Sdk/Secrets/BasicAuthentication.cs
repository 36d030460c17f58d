using System.Text;

namespace OpenCode.Secrets;

/// <summary>Encodes credentials for HTTP Basic authentication.</summary>
internal static class BasicAuthentication
{
    /// <summary>Encodes a user name and a password.</summary>
    public static string Encode(string username, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
}
