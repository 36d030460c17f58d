namespace OpenCode.Benchmarks.Plots;

/// <summary>A line of a plot.</summary>
internal sealed record PlotLine(string Name, IReadOnlyList<(int Size, double Value)> Points);

/// <summary>A plot with two logarithmic axes, as SVG that is readable on light and dark pages.</summary>
/// <param name="Title">The title.</param>
/// <param name="XLabel">The label of the horizontal axis.</param>
/// <param name="YLabel">The unit of the vertical axis.</param>
/// <param name="Lines">The lines, whose values must be positive.</param>
internal sealed record Plot(string Title, string XLabel, string YLabel, IReadOnlyList<PlotLine> Lines)
{
    private const int Width = 720;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 30;
    private const int Top = 70;
    private const int Bottom = 60;

    /// <summary>The dash styles, which distinguish lines if colors do not.</summary>
    private static readonly string[] s_styles = ["a", "b", "c"];

    public string ToSvg()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var x = LogAxis.Over(points.Select(p => (double)p.Size), Left, Width - Right);
        var y = LogAxis.Over(points.Select(p => p.Value), Height - Bottom, Top);
        var svg = new SvgWriter(Width, Height, $"{Title}: {YLabel}");
        svg.Text(Left, 24, Title, "title");
        DrawAxes(svg, x, y);
        for (var i = 0; i < Lines.Count; i++)
        {
            DrawLine(svg, Lines[i], s_styles[i % s_styles.Length], i, x, y);
        }

        return svg.End();
    }

    private void DrawAxes(SvgWriter svg, LogAxis x, LogAxis y)
    {
        foreach (var (value, position) in x.Ticks)
        {
            svg.Line(position, Top, position, Height - Bottom, "grid");
            svg.Text(position, Height - Bottom + 18, LogAxis.Label(value), "tick middle");
        }

        foreach (var (value, position) in y.Ticks)
        {
            svg.Line(Left, position, Width - Right, position, "grid");
            svg.Text(Left - 8, position + 4, LogAxis.Label(value), "tick end");
        }

        svg.Text((Left + Width - Right) / 2.0, Height - 16, XLabel, "label middle");
        svg.Text(Width - Right, 24, YLabel, "label end");
    }

    private static void DrawLine(SvgWriter svg, PlotLine line, string style, int index, LogAxis x, LogAxis y)
    {
        const int widthOfLegend = 330;
        var left = Left + (index * widthOfLegend);
        svg.Line(left, 48, left + 24, 48, $"line {style}");
        svg.Text(left + 32, 52, line.Name, "label");
        svg.Polyline(line.Points.Select(p => (x.Position(p.Size), y.Position(p.Value))), $"line {style}");
        foreach (var (size, value) in line.Points)
        {
            svg.Dot(x.Position(size), y.Position(value), $"dot {style}", $"{LogAxis.Label(size)}: {LogAxis.Label(value)}");
        }
    }
}
