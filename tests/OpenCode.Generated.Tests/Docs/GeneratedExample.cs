#region usings
using OpenCode;
using OpenCode.Models;
#endregion

namespace OpenCode.Generated.Tests.Docs;

/// <summary>The program in the readme of the package with the generated code.</summary>
public sealed class GeneratedExample
{
    [Test]
    public void Readme()
    {
        #region program
        var part = OpenCodeJson.Read("""{ "type": "text", "text": "Hello!" }"""u8, PartInput.ReadFrom);
        if (part is TextPartInput text)
            Console.WriteLine(text.Text);
        #endregion
        Assert.That(part, Is.EqualTo(new TextPartInput { Text = "Hello!" }));
    }
}
