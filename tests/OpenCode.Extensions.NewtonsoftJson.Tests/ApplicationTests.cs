using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using OpenCode.Models;

namespace OpenCode.Extensions.NewtonsoftJson.Tests;

/// <summary>Models inside what applications have of their own, with the settings that applications have.</summary>
public sealed class ApplicationTests
{
    private const string PartJson = """{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"2024-01-02T03:04:05Z","metadata":{"at":"2024-01-02T03:04:05Z","n":1.5},"newer":null}""";

    private static readonly Part s_part = Newtonsoft.Read<Part>(PartJson);

    private static readonly JsonSerializerSettings[] s_settings =
    [
        With(s => s.TypeNameHandling = TypeNameHandling.Objects),
        With(s => s.PreserveReferencesHandling = PreserveReferencesHandling.Objects),
        With(s => s.ContractResolver = new CamelCasePropertyNamesContractResolver()),
        With(s => s.ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() }),
        With(s => s.NullValueHandling = NullValueHandling.Ignore),
        With(s => s.DefaultValueHandling = DefaultValueHandling.IgnoreAndPopulate),
        With(s => s.MissingMemberHandling = MissingMemberHandling.Error),
        With(s => s.ObjectCreationHandling = ObjectCreationHandling.Replace),
        With(s => s.DateParseHandling = DateParseHandling.DateTimeOffset),
        With(s => s.DateFormatHandling = DateFormatHandling.MicrosoftDateFormat),
        With(s => s.FloatParseHandling = FloatParseHandling.Decimal),
        With(s => s.TraceWriter = new MemoryTraceWriter { LevelFilter = System.Diagnostics.TraceLevel.Warning }),
    ];

    [TestCaseSource(nameof(s_settings))]
    public void No_setting_changes_a_model(JsonSerializerSettings settings)
    {
        Assert.That(Newtonsoft.Write(s_part, settings), Is.EqualTo(PartJson));
        Assert.That(Newtonsoft.Write(Newtonsoft.Read<Part>(PartJson, settings), settings), Is.EqualTo(PartJson));
    }

    [Test]
    public void A_model_is_the_same_in_an_anonymous_type_a_list_and_a_dictionary()
    {
        Assert.That(Newtonsoft.Write(new { part = s_part, any = (object)s_part }), Is.EqualTo($"{{\"part\":{PartJson},\"any\":{PartJson}}}"));
        Assert.That(Newtonsoft.Write(new List<Part?> { s_part, null }), Is.EqualTo($"[{PartJson},null]"));
        Assert.That(Newtonsoft.Write(new Dictionary<string, object> { ["a"] = s_part }), Is.EqualTo($"{{\"a\":{PartJson}}}"));
        Assert.That(Newtonsoft.Read<IReadOnlyList<Part?>>($"[{PartJson},null]"), Is.EqualTo(new[] { s_part, null }));
        Assert.That(Newtonsoft.Read<Part[]>($"[{PartJson}]"), Is.EqualTo(new[] { s_part }));
        Assert.That(Newtonsoft.Read<Dictionary<string, Part>>($"{{\"a\":{PartJson}}}")["a"], Is.EqualTo(s_part));
    }

    [Test]
    public void A_variant_written_through_its_base_type_is_read_as_that_variant()
    {
        var message = new Mail { Part = s_part, Text = (TextPart)s_part, Model = s_part };
        var json = Newtonsoft.Write(message);
        Assert.That(json, Does.StartWith($"{{\"Part\":{PartJson},\"Text\":{PartJson},\"Model\":{PartJson}"));
        var read = JObject.Parse(json).Properties().Where(p => p.Name != "Model").Aggregate(new JObject(), (o, p) => { o.Add(p); return o; }).ToString();
        Assert.That(Newtonsoft.Read<Mail>(read).Part, Is.TypeOf<TextPart>());
        Assert.That(Newtonsoft.Read<Mail>(read).Text, Is.EqualTo(s_part));
    }

    [Test]
    public void Null_is_null()
    {
        Assert.That(Newtonsoft.Write(new Mail()), Is.EqualTo("""{"Part":null,"Text":null,"Model":null,"Color":null,"Json":null}"""));
        var mail = Newtonsoft.Read<Mail>("""{"Part":null,"Text":null,"Color":null,"Json":null}""");
        Assert.That((mail.Part, mail.Text, mail.Color), Is.EqualTo(((Part?)null, (TextPart?)null, (AgentColor?)null)));
        Assert.That(Newtonsoft.Read<Part?>("null"), Is.Null);
    }

    [Test]
    public void An_open_enumeration_can_be_nullable_and_a_key()
    {
        Assert.That(Newtonsoft.Read<Mail>("""{"Color":"newer"}""").Color, Is.EqualTo((AgentColor?)new AgentColor("newer")));
        var counts = new Dictionary<ModelStatus, int> { [ModelStatus.Beta] = 1, ["ne\ud83dwer"] = 2, ["2024-01-02T03:04:05Z"] = 3 };
        var json = Newtonsoft.Write(counts);
        Assert.That(JObject.Parse(json).Properties().Select(p => p.Name), Is.EqualTo(counts.Keys.Select(k => k.Value)));
        Assert.That(Newtonsoft.Read<Dictionary<ModelStatus, int>>(json), Is.EqualTo(counts));
        Assert.That(Newtonsoft.Read<SortedDictionary<string, ModelStatus?>>("""{"a":"beta","b":null}""").Values, Is.EqualTo(new ModelStatus?[] { ModelStatus.Beta, null }));
    }

    [Test]
    public void Free_form_JSON_is_JSON()
    {
        const string Json = """{"a":[1.10,123456789012345678901234567890,1e400,null,true,"x\ud83d","2024-01-02T03:04:05Z"],"\ude42":{}}""";
        using var document = JsonDocument.Parse(Json.Replace(",", " ,\n", StringComparison.Ordinal));
        Assert.That(Newtonsoft.Write(new { document.RootElement }), Is.EqualTo($"{{\"RootElement\":{Json}}}"));
        Assert.That(((JsonElement)Newtonsoft.ReadExactly(Json, typeof(JsonElement))!).GetRawText(), Is.EqualTo(Json));
        Assert.That(Newtonsoft.Read<Mail>("""{"Json":{"a":"2024-01-02T03:04:05Z"}}""").Json!.Value.GetRawText(), Is.EqualTo("""{"a":"2024-01-02T03:04:05Z"}"""));
    }

    [Test]
    public void Tokens_keep_the_text_of_strings()
    {
        var tree = JObject.FromObject(new { part = s_part }, Newtonsoft.Serializer);
        Assert.That(tree.ToString(Formatting.None), Is.EqualTo($"{{\"part\":{PartJson}}}"));
        Assert.That(tree["part"]!["text"]!.Type, Is.EqualTo(JTokenType.String));
        Assert.That(tree["part"]!.ToObject<Part>(Newtonsoft.Serializer), Is.EqualTo(s_part));

        // Parsed with dates, the text is gone; what stands for it is what Newtonsoft.Json would write.
        Assert.That(((TextPart)JObject.Parse(PartJson).ToObject<Part>(Newtonsoft.Serializer)!).Text, Is.EqualTo("2024-01-02T03:04:05Z"));
    }

    [Test]
    public async Task A_model_survives_the_content_of_a_request()
    {
        using var content = new StringContent(Newtonsoft.Write(new[] { s_part }), Encoding.UTF8, "application/json");
        Assert.That(await content.ReadAsStringAsync(), Is.EqualTo($"[{PartJson}]"));
        await using var stream = await content.ReadAsStreamAsync();
        using var text = new StreamReader(stream);
        await using var reader = new JsonTextReader(text);
        Assert.That(Newtonsoft.Serializer.Deserialize<List<Part>>(reader), Is.EqualTo(new[] { s_part }));
    }

    [Test]
    public void A_writer_that_is_not_plain_gets_its_way()
    {
        var model = Newtonsoft.Read<Part>("""{"type":"text","id":"é<","sessionID":"s","messageID":"m","text":"\ud83d"}""");
        var settings = With(s => s.StringEscapeHandling = StringEscapeHandling.EscapeHtml);
        Assert.That(Newtonsoft.Write(model, settings), Does.Contain("é\\u003c"));
        using var text = new StringWriter();
        using var writer = new JsonTextWriter(text) { QuoteChar = '\'', QuoteName = false };
        Newtonsoft.Serializer.Serialize(writer, model);
        Assert.That(text.ToString(), Does.StartWith("{id:'é<'"));
    }

    [Test]
    public void The_extension_adds_one_converter() =>
        Assert.That(new JsonSerializerSettings().UseOpenCodeModels().UseOpenCodeModels().Converters, Has.Count.EqualTo(1));

    private static JsonSerializerSettings With(Action<JsonSerializerSettings> change)
    {
        var settings = Newtonsoft.Settings;
        change(settings);
        return settings;
    }

    public sealed class Mail
    {
        public Part? Part { get; set; }

        public TextPart? Text { get; set; }

        public IJsonModel? Model { get; set; }

        public AgentColor? Color { get; set; }

        public JsonElement? Json { get; set; }
    }
}
