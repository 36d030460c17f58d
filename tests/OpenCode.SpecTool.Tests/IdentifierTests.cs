using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Tests;

public sealed class IdentifierTests
{
    [TestCase("sessionID", "SessionId")]
    [TestCase("APIError", "ApiError")]
    [TestCase("ToolIDs", "ToolIds")]
    [TestCase("baseURL", "BaseUrl")]
    [TestCase("top_p", "TopP")]
    [TestCase("context_over_200k", "ContextOver200K")]
    [TestCase("Models-devRefreshed", "ModelsDevRefreshed")]
    [TestCase("Event.tui.prompt.append", "EventTuiPromptAppend")]
    [TestCase("McpUnsupportedOAuthError", "McpUnsupportedOAuthError")]
    [TestCase("SessionV2Info", "SessionV2Info")]
    [TestCase("$schema", "Schema")]
    [TestCase("_tag", "Tag")]
    [TestCase("oauth", "OAuth")]
    [TestCase("200", "N200")]
    [TestCase("200k", "N200K")]
    [TestCase("1num", "N1Num")]
    [TestCase("h264codec", "H264Codec")]
    [TestCase("名前", "名前")]
    [TestCase("größe_alt", "GrößeAlt")]
    [TestCase("имяСессии", "ИмяСессии")]
    [TestCase("a\u202Eb", "AB")]
    [TestCase("*", "Empty")]
    public void Pascal_makes_a_NET_name(string wire, string name) => Assert.That(Identifier.Pascal(wire), Is.EqualTo(name));

    [TestCase("providerID", "providerId")]
    [TestCase("event", "@event")]
    public void Camel_makes_a_parameter_name(string wire, string name) => Assert.That(Identifier.Camel(wire), Is.EqualTo(name));
}
