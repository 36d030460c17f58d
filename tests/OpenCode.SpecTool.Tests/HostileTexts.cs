namespace OpenCode.SpecTool.Tests;

/// <summary>Texts that would mean something if they reached code, a path, a template or a report as they are.</summary>
internal static class HostileTexts
{
    /// <summary>No identifier has an underscore within, so a token with this in it is text that became code.</summary>
    public const string Canary = "c4nary_";

    public static string Elsewhere { get; } = Path.Combine(Path.GetTempPath(), "c4nary_elsewhere");

    public static IReadOnlyList<string> All { get; } =
    [
        $"{Canary}quote\"); System.Environment.Exit(7); (\"",
        $"{Canary}utf8\"u8) {{ }} //",
        $"{Canary}backslash\\",
        $"{Canary}escape\\u0022\\\"",
        $"{Canary}raw\"\"\"",
        $"{Canary}lf\n}}\ninternal static class Owned {{ [System.Runtime.CompilerServices.ModuleInitializer] internal static void {Canary}run() => System.Environment.Exit(8); }}\n//",
        $"{Canary}crlf\r\n#error {Canary}\r\n",
        $"{Canary}cr\r#error {Canary}",
        $"{Canary}nel\u0085#error {Canary}",
        $"{Canary}ls\u2028#error {Canary}",
        $"{Canary}ps\u2029#error {Canary}",
        $"{Canary}vt\u000b\f\t#pragma {Canary}",
        $"#error {Canary}hash",
        $"\n//// {Elsewhere}.g.cs\nclass {Canary}absolute;\n",
        $"\n//// ../../../../{Canary}up.g.cs\nclass {Canary}up;\n",
        $"\n//// Models/{Canary}in.g.cs\nclass {Canary}in;\n",
        $"//// {Canary}marker.g.cs",
        $"*/ {Canary}comment /* //",
        $"{{{{ 7 | plus: 1 }}}}{Canary}liquid{{% if true %}}{{% raw %}}",
        $"{{% template {Canary}template %}}",
        $"</summary><{Canary}xml attribute='",
        $"<see cref=\"{Canary}cref\"/>&{Canary};&#0;",
        $"]]>{Canary}<![CDATA[<!-- --",
        $"\0\a\b\u001b[31m{Canary}control",
        $"{Canary}bidi\u202e\u2066\u200f\u200b\ufeff",
        $"{Canary}filler\u3164\uffa0\u034f\ufe0f",
        $"{Canary}noncharacter\ufffe\uffff\ue000",
        $"{Canary}astral\U0001F600\U00020000",
        $"../../{Canary}dots", $"{Elsewhere}", $"C:\\{Canary}drive", $"//{Canary}host/x", $"@{Canary}host", "..", "/", "~1", "%2F", "%", "a%zz",
        $"{Canary}bar|a|b,c|d", $"{Canary}0|\"|", ",", "|",
        $"%0A::error::{Canary}annotation", $"::error::{Canary}command", $"##vso[task.{Canary}]", $"##[error]{Canary}", $"$({Canary})%({Canary})@({Canary});",
        $"`@{Canary}mention` ![x](http://{Canary}) <img src=x> #1",
        $"{{{Canary}open", $"{Canary}close}}", $"{{+{Canary}}}", $"{{?{Canary}*}}", "{", "}",
        "request-raw-url", "baseurl", "{baseurl}", "2024-01-01T00:00:00Z", "2024-01-01",
        "class", "record", "field", "value", "null", "true", "nameof", "await", "_", "__", "$", "@", "\"", "\\", "'", ";", "", " ", "1num", "-1", "1.5",
        "$ref", "$type", "x-file", "x-class", "x-name", "x-type", "x-read", "x-write", "x-json-name", "x-kind", "allOf", "type", "properties", "__proto__",
        "con", "nul", "com1", "aux", "system", "openCode", "string", "object", "task", "Models", "requests", "global",
        new('a', 1000), string.Concat(Enumerable.Repeat("名", 400)), string.Join('.', Enumerable.Repeat("a", 200)), string.Join('_', Enumerable.Repeat("b", 300)),
    ];
}
