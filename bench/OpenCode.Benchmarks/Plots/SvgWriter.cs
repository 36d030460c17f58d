using System.Globalization;
using System.Security;
using System.Text;

namespace OpenCode.Benchmarks.Plots;

/// <summary>Writes SVG with colors for light and dark pages.</summary>
internal sealed class SvgWriter
{
    private const string Styles = """
        <style>
          .back { fill: #ffffff } .grid { stroke: #d0d7de; stroke-width: 1 }
          text { font-family: system-ui, sans-serif; font-size: 13px; fill: #1f2328 }
          .title { font-size: 16px; font-weight: 600 } .tick { font-size: 12px; fill: #59636e }
          .middle { text-anchor: middle } .end { text-anchor: end }
          .line { fill: none; stroke-width: 2.5 } .b.line { stroke-dasharray: 7 4 } .c.line { stroke-dasharray: 2 4 }
          .a.line { stroke: #0550ae } .b.line { stroke: #bc4c00 } .c.line { stroke: #116329 }
          .a.dot { fill: #0550ae } .b.dot { fill: #bc4c00 } .c.dot { fill: #116329 }
          @media (prefers-color-scheme: dark) {
            .back { fill: #0d1117 } .grid { stroke: #30363d } text { fill: #e6edf3 } .tick { fill: #9198a1 }
            .a.line { stroke: #79c0ff } .b.line { stroke: #ffa657 } .c.line { stroke: #7ee787 }
            .a.dot { fill: #79c0ff } .b.dot { fill: #ffa657 } .c.dot { fill: #7ee787 }
          }
        </style>
        """;

    private readonly StringBuilder _text = new();

    public SvgWriter(int width, int height, string title)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n");
        _text.Append("<title>").Append(Escape(title)).Append("</title>\n").Append(Styles.ReplaceLineEndings("\n"));
        _text.Append(CultureInfo.InvariantCulture, $"\n<rect class=\"back\" width=\"{width}\" height=\"{height}\"/>\n");
    }

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _text.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>\n");

    public void Polyline(IEnumerable<(double X, double Y)> points, string style)
    {
        var list = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
        _text.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"{list}\"/>\n");
    }

    /// <summary>Writes a dot with a tooltip.</summary>
    public void Dot(double x, double y, string style, string title) =>
        _text.Append(CultureInfo.InvariantCulture, $"<circle class=\"{style}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"><title>{Escape(title)}</title></circle>\n");

    public void Text(double x, double y, string text, string style) =>
        _text.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Escape(text)}</text>\n");

    public string End() => _text.Append("</svg>\n").ToString();

    private static string Escape(string text) => SecurityElement.Escape(text);
}
