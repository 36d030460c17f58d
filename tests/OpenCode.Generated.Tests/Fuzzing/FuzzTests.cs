using System.Text;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests.Fuzzing;

/// <summary>
/// The generated readers and Newtonsoft.Json agree on documents of every type that were changed at random: both refuse them, or nothing
/// is lost. See docs/testing.md.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultCount = 4000;

    [Test]
    public void Readers_agree_with_Newtonsoft()
    {
        var count = TestNumber.Of("OPENCODE_FUZZ_COUNT") ?? DefaultCount;
        var seed = TestNumber.Of("OPENCODE_FUZZ_SEED") ?? (count == DefaultCount ? 1 : Environment.TickCount);
        TestContext.Out.WriteLine($"OPENCODE_FUZZ_SEED={seed} OPENCODE_FUZZ_COUNT={count}");
        var strings = new SharedStrings();
        var (read, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var document = new FuzzDocument(seed, i);
            if (Check(document, strings, $"OPENCODE_FUZZ_SEED={seed}, document {i} of {document.Schema}"))
            {
                read++;
            }
            else
            {
                refused++;
            }
        }

        TestContext.Out.WriteLine($"{read} read, {refused} refused");
        Assert.That(read, Is.GreaterThan(count / 4));
        Assert.That(refused, Is.GreaterThan(count / 40));
    }

    /// <summary>True if the document was read.</summary>
    private static bool Check(FuzzDocument document, SharedStrings strings, string name)
    {
        string Describe() => $"{name}:\n{Encoding.UTF8.GetString(document.Utf8)}";
        var reader = FuzzReader.Of(Schemas.TypeOf(document.Schema));
        try
        {
            var expected = document.HasTail ? null : FuzzReference.Parse(document.Utf8);
            var written = reader.Read(document.Utf8);
            Assert.That(reader.ReadShared(document.Utf8, strings), Is.EqualTo(written), Describe);
            if (expected is null)
            {
                Assert.That(written, Is.Null, Describe);
                return false;
            }

            if (written is not null)
            {
                Assert.That(FuzzReference.IsSame(FuzzReference.Parse(written)!, expected), () => $"{Describe()}\nbecame\n{Encoding.UTF8.GetString(written)}");
            }

            // What is JSON but not of the type is kept as an item of a list.
            var list = reader.ReadList(document.Utf8);
            Assert.That(list.IsReadable, Is.EqualTo(written is not null), Describe);
            Assert.That(document.Changes > 0 || list.IsReadable, Describe);
            Assert.That(FuzzReference.IsSame(FuzzReference.Parse(list.Written)![0]!, expected), () => $"{Describe()}\nbecame\n{Encoding.UTF8.GetString(list.Written)}");
            return written is not null;
        }
        catch (Exception e) when (e is not AssertionException)
        {
            throw new AssertionException($"{Describe()}\nthrew {e}", e);
        }
    }
}
