using System.Xml.Linq;
using OpenCode.Benchmarks.Plots;

namespace OpenCode.Benchmarks.Tests;

/// <summary>Plots, as XML.</summary>
public sealed class PlotTests
{
    [Test]
    public void A_plot_has_a_tick_for_each_power_of_ten_and_a_dot_for_each_point()
    {
        var svg = XDocument.Parse(new Plot("Growth", "events", "us", [new("one", [(1_000, 0.5), (1_000_000, 20)]), new("two", [(1_000, 3)])]).ToSvg());
        Assert.Multiple(() =>
        {
            Assert.That(Texts(svg, "tick middle"), Is.EqualTo(new[] { "1 k", "10 k", "100 k", "1 M" }));
            Assert.That(Texts(svg, "tick end"), Is.EqualTo(new[] { "0.1", "1", "10", "100" }));
            Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "circle"), Is.EqualTo(3));
            Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "polyline"), Is.EqualTo(2));
        });
    }

    [Test]
    public void Texts_cannot_become_markup()
    {
        var svg = XDocument.Parse(new Plot("a<b & \"c\"", "x", "y", [new("<i>", [(1, 1)])]).ToSvg());
        Assert.Multiple(() =>
        {
            Assert.That(Texts(svg, "title"), Is.EqualTo(new[] { "a<b & \"c\"" }));
            Assert.That(Texts(svg, "label"), Is.EqualTo(new[] { "<i>" }));
        });
    }

    [Test]
    public void Higher_values_stand_higher()
    {
        var axis = LogAxis.Over([1, 100], 400, 0);
        Assert.Multiple(() =>
        {
            Assert.That(axis.Position(1), Is.EqualTo(400));
            Assert.That(axis.Position(10), Is.EqualTo(200).Within(1e-9));
            Assert.That(axis.Position(100), Is.Zero);
        });
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void A_value_that_has_no_logarithm_is_refused(double value) => Assert.That(() => LogAxis.Over([value], 0, 1), Throws.ArgumentException);

    private static IEnumerable<string> Texts(XDocument svg, string style) =>
        svg.Descendants().Where(e => e.Name.LocalName == "text" && (string?)e.Attribute("class") == style).Select(e => e.Value);
}
