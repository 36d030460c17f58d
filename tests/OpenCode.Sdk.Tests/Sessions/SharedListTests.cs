using OpenCode.Sessions;

namespace OpenCode.Sdk.Tests.Sessions;

public sealed class SharedListTests
{
    [Test]
    public void Every_version_of_a_list_stays_as_it_was([Values(1, 31, 32, 33, 1_023, 1_024, 1_025, 33_000)] int count)
    {
        var random = new Random(count);
        var list = SharedList<string>.Empty;
        var model = new List<string>();
        var versions = new List<(SharedList<string> List, string[] Items)> { (list, []) };
        for (var i = 0; i < count; i++)
        {
            list = list.Add($"{i}");
            model.Add($"{i}");
            if (random.Next(count) < 20)
            {
                var index = random.Next(model.Count);
                list = list.Set(index, $"{index} at {i}");
                model[index] = $"{index} at {i}";
                versions.Add((list, [.. model]));
            }
        }

        versions.Add((list, [.. model]));
        foreach (var (version, items) in versions)
        {
            Assert.That(version.Count, Is.EqualTo(items.Length));
            Assert.That(version.SequenceEqual(items), Is.True);
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = version[items.Length]);
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = version[-1]);
        }
    }
}
