using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Pull;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

public sealed class PullTests
{
    [Test]
    public void A_whole_document_is_accepted() => Assert.DoesNotThrow(() => ServerDocument.Check(Repository.Document, Repository.Document));

    [Test]
    public void A_document_that_shrank_is_refused()
    {
        var shrunk = (JObject)Repository.Document.DeepClone();
        foreach (var path in ((JObject)shrunk["paths"]!).Properties().Take(30).ToList())
        {
            path.Remove();
        }

        Assert.That(
            Assert.Throws<SpecToolException>(() => ServerDocument.Check(shrunk, Repository.Document))!.Message,
            Does.Match("^The document shrank from 188 to 1[0-9]{2} operations, more than 10 %. Pass -p:Force=true if that is right.$"));
    }

    [Test]
    public void A_document_without_operations_is_refused() =>
        Assert.That(Assert.Throws<SpecToolException>(() => ServerDocument.Check([], null))!.Message, Is.EqualTo("The document holds no operations or no schemas."));

    [Test]
    public void A_document_that_is_not_JSON_is_refused() =>
        Assert.That(Assert.Throws<SpecToolException>(() => Json.Parse("<html>", "The document"))!.Message, Does.StartWith("The document is not a JSON object: "));

    [Test]
    public void An_executable_that_is_not_there_is_named() =>
        Assert.That(Assert.Throws<SpecToolException>(() => ServerDocument.Generate("/nowhere/opencode", Path.GetTempPath()))!.Message, Does.Contain("/nowhere/opencode").And.Contain("not found"));

    [Test]
    public void The_lock_speaks_of_the_committed_document()
    {
        Assert.DoesNotThrow(() => LockFile.Check(Repository.File("openapi/opencode.lock.json"), Repository.File("openapi/opencode.json")));
        var failure = Assert.Throws<SpecToolException>(() => LockFile.Check(Repository.File("openapi/opencode.lock.json"), Repository.File("nswag.json")));
        Assert.That(failure!.Message, Does.Contain("was edited by hand"));
    }
}
