using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>How often the tests of starts and ends repeat: once, or as often as the environment variable OPENCODE_ROUNDS says.</summary>
internal static class Rounds
{
    public static int Count { get; } = TestNumber.Of("OPENCODE_ROUNDS") ?? 1;
}
