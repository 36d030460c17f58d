using OpenCode.Models;

namespace OpenCode.Sdk.Tests.Inputs;

public sealed class PromptModelTests
{
    private static readonly PromptModel s_model = PromptModel.Parse("openrouter/openai/gpt-5");

    [TestCase("anthropic/claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5")]
    [TestCase("openrouter/openai/gpt-5", "openrouter", "openai/gpt-5")]
    [TestCase("a/b/", "a", "b/")]
    [TestCase("a//b", "a", "/b")]
    [TestCase("lm studio/größe:7b@q4", "lm studio", "größe:7b@q4")]
    public void The_first_slash_separates_provider_and_model(string text, string provider, string model)
    {
        var parsed = PromptModel.Parse(text);
        Assert.That((parsed.ProviderId, parsed.ModelId), Is.EqualTo((provider, model)));
        Assert.That(parsed.ToString(), Is.EqualTo(text));
        Assert.That($"{parsed}", Is.EqualTo(text));
        Assert.That(PromptModel.TryParse(text, out var tried), Is.True);
        Assert.That(tried, Is.EqualTo(parsed));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("gpt-5")]
    [TestCase("/gpt-5")]
    [TestCase("openai/")]
    [TestCase("/")]
    [TestCase(" openai/gpt-5")]
    [TestCase("openai /gpt-5")]
    [TestCase("openai/ gpt-5")]
    [TestCase("openai/gpt-5\n")]
    public void Anything_else_is_refused_by_name(string text)
    {
        Assert.That(() => PromptModel.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"\"{text}\""));
        Assert.That(PromptModel.TryParse(text, out var model), Is.False);
        Assert.That(model, Is.Null);
    }

    [Test]
    public void Null_is_no_model()
    {
        Assert.That(() => PromptModel.Parse(null!), Throws.ArgumentNullException);
        Assert.That(PromptModel.TryParse(null, out _), Is.False);
    }

    [Test]
    public void One_model_goes_wherever_a_model_is_wanted()
    {
        Assert.That(new SessionPromptRequest { Model = s_model, Parts = ["x"] }.Model, Is.SameAs(s_model));
        Assert.That(new SessionCommandRequest { Model = s_model, Command = "c", Arguments = "" }.Model, Is.EqualTo("openrouter/openai/gpt-5"));
        Assert.That(new Config { Model = s_model, SmallModel = s_model }.SmallModel, Is.EqualTo("openrouter/openai/gpt-5"));
        Assert.That(new SessionCreateRequest { Model = s_model }.Model, Is.EqualTo(new ModelRef { ProviderId = "openrouter", Id = "openai/gpt-5" }));
        Assert.That(new V2SessionSwitchModelRequest { Model = s_model }.Model.ToPromptModel(), Is.EqualTo(s_model));
        PromptModelWithVariant withVariant = s_model;
        Assert.That(withVariant, Is.EqualTo(new PromptModelWithVariant { ProviderId = "openrouter", ModelId = "openai/gpt-5" }));
        Assert.That((withVariant with { Variant = "high" }).ToPromptModel(), Is.EqualTo(s_model));
        Assert.That(SessionSummarizeRequest.For(s_model) with { Auto = true }, Is.EqualTo(new SessionSummarizeRequest { ProviderId = "openrouter", ModelId = "openai/gpt-5", Auto = true }));
        Assert.That(SessionInitRequest.For(s_model, "msg_1"), Is.EqualTo(new SessionInitRequest { ProviderId = "openrouter", ModelId = "openai/gpt-5", MessageId = "msg_1" }));
    }

    [Test]
    public void No_model_stays_no_model()
    {
        PromptModel? none = null;
        Assert.That(new SessionCommandRequest { Model = none, Command = "c", Arguments = "" }.Model, Is.Null);
        Assert.That(new SessionCreateRequest { Model = none }.Model, Is.Null);
        PromptModelWithVariant? withVariant = none;
        Assert.That(withVariant, Is.Null);
        Assert.That(() => SessionSummarizeRequest.For(null!), Throws.ArgumentNullException);
        Assert.That(() => SessionInitRequest.For(null!, "msg_1"), Throws.ArgumentNullException);
        Assert.That(() => SessionInitRequest.For(s_model, null!), Throws.ArgumentNullException);
    }
}
