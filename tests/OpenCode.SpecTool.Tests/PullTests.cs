using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
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
            Is.EqualTo($"The document shrank from {Operations(Repository.Document)} to {Operations(shrunk)} operations, more than 10 %. Pass -p:Force=true if that is right."));

        static int Operations(JObject document) => document["paths"]!.Children<JProperty>().Sum(path => path.Value.Count());
    }

    [Test]
    public void What_a_server_says_before_its_document_is_left_out()
    {
        using var server = new FakeExecutable("""printf 'Performing a migration {1 of 1} ...\nDone.\n{\n  "paths": {}\n}\n'""");
        Assert.That(ServerDocument.Generate(server.Path, server.Folder), Is.EqualTo(JObject.Parse("""{"paths":{}}""")).Using(new JTokenEqualityComparer()));
    }

    [Test]
    public void A_document_without_operations_is_refused() =>
        Assert.That(Assert.Throws<SpecToolException>(() => ServerDocument.Check([], null))!.Message, Is.EqualTo("The document contains no operations or no schemas."));

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
