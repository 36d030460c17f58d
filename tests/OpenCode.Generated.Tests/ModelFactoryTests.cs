using System.Reflection;
using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Generated.Tests;

/// <summary>Models for tests: every record can be created without naming a member, and is what a server could have sent.</summary>
public sealed class ModelFactoryTests
{
    private static readonly MethodInfo s_create = typeof(OpenCodeModelFactory).GetMethod(nameof(OpenCodeModelFactory.Create), [])!;

    private static IEnumerable<Type> Records =>
        Model.Models.Where(type => type is { IsClass: true, IsAbstract: false } && type.GetProperty("UnexpectedMembers") is not null);

    [TestCaseSource(nameof(Records))]
    public void Every_record_is_created_complete(Type type)
    {
        var model = Create(type);
        Assert.That(type.GetProperty("UnexpectedMembers")!.GetValue(model), Is.Null);

        var json = OpenCodeJson.Write(model);
        var read = (IJsonModel)JsonSerializer.Deserialize(json, OpenCodeJson.StrictOptions.GetTypeInfo(type))!;
        Assert.That(read, Is.EqualTo(model));
        Assert.That(OpenCodeJson.Write(read), Is.EqualTo(json));
    }

    [Test]
    public void What_is_in_the_JSON_is_taken_and_the_rest_is_completed()
    {
        var message = OpenCodeModelFactory.Create<MessageWithParts>("""{"info":{"role":"assistant","cost":0.5},"parts":[{"type":"text","text":"Hi"}]}""");
        Assert.That(message.Info, Is.TypeOf<AssistantMessage>());
        Assert.That(((AssistantMessage)message.Info).Cost, Is.EqualTo(0.5m));
        Assert.That(message.Info.Id, Is.Empty);
        Assert.That(message.Info.CreatedAt, Is.EqualTo(DateTimeOffset.UnixEpoch));
        Assert.That(message.Text, Is.EqualTo("Hi"));
    }

    [Test]
    public void A_union_becomes_its_first_variant_as_a_member() =>
        Assert.That(OpenCodeModelFactory.Create<MessageWithParts>().Info, Is.InstanceOf<UserMessage>());

    [Test]
    public void A_union_is_created_from_its_discriminator() =>
        Assert.That(OpenCodeModelFactory.Create<Part>("""{"type":"text"}"""), Is.TypeOf<TextPart>());

    [Test]
    public void A_union_alone_is_refused() =>
        Assert.That(Assert.Throws<ArgumentException>(() => OpenCodeModelFactory.Create<Part>())!.Message, Does.Contain("Part is a union"));

    [Test]
    public void A_member_of_another_kind_is_refused_with_its_path() =>
        Assert.That(Assert.Throws<JsonException>(() => OpenCodeModelFactory.Create<Session>("""{"time":{"created":"now"}}"""))!.Path, Is.EqualTo("$.time.created"));

    [Test]
    public void Reading_as_usual_completes_nothing() =>
        Assert.Throws<JsonException>(() => OpenCodeJson.Read(Encoding.UTF8.GetBytes("{}"), Session.ReadFrom));

    internal static IJsonModel Create(Type type) => (IJsonModel)s_create.MakeGenericMethod(type).Invoke(null, null)!;
}
