using System.Text;
using System.Text.RegularExpressions;

namespace OpenCode.Architecture.Tests;

/// <summary>Static fields that <see cref="StaticState"/> has to tell apart.</summary>
internal static class StaticStateFixture
{
    // Constant.
    public static readonly string Text = "text";
    public static readonly Func<int, int> Next = number => number + 1;
    private static readonly int[] s_numbers = [1, 2, 3];
    private static readonly Dictionary<string, int> s_table = new(StringComparer.Ordinal) { ["one"] = 1 };
    private static readonly Regex s_pattern = new("a+");
    private static readonly Pair s_pair = new("a", new Pair("b", null));
    private static readonly Lazy<string> s_lazy = new(() => "late");
    private static readonly Parameter s_parameter = new("text");

    public static IReadOnlyList<int> Numbers { get; } = [1, 2, 3];

    // State.
    public static readonly int[] OpenNumbers = [1, 2, 3];
    private static readonly List<StringBuilder> s_listOfState = [new()];
    private static readonly StringBuilder s_builder = new();
    private static readonly Cell s_cell = new();
    private static readonly Pair s_pairOfState = new("a", new Cell());
    private static readonly Action s_captured = Counter();
    private static int s_count;

    public static int[] NumbersOfAProperty { get; } = [1, 2, 3];

    private static string? Assigned { get; set; }

    public static string UseConstants() => Text + Next(s_numbers[0]) + s_table["one"] + s_pattern + s_pair + s_lazy.Value + s_parameter.Text;

    public static string UseState()
    {
        Assigned = UseConstants() + OpenNumbers[0] + ++s_count;
        s_captured();
        return Assigned + s_builder + s_cell.Value + s_listOfState.Count + s_pairOfState;
    }

    private static Action Counter()
    {
        var count = 0;
        return () => count++;
    }

    private sealed record Pair(string First, object? Second);

    private sealed class Parameter(string text)
    {
        public string Text => text;
    }

    private sealed class Cell
    {
        public int Value { get; set; }
    }
}
