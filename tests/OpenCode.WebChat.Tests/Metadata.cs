using System.Reflection;

namespace OpenCode.WebChat.Tests;

/// <summary>What the project file passes to the tests.</summary>
internal static class Metadata
{
    public static string Value(string key) => typeof(Metadata).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
