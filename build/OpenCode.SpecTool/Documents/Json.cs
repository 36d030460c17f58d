using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Documents;

/// <summary>
/// Reads and writes JSON files in the same way on every machine: UTF-8, LF, two spaces, and without date detection.
/// </summary>
public static class Json
{
    public static JObject Parse(string text, string what)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader);
        }
        catch (JsonReaderException e)
        {
            throw new SpecToolException($"{what} is not a JSON object: {e.Message}", e);
        }
    }

    public static JObject ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new SpecToolException($"{path} does not exist.");
        }

        return Parse(File.ReadAllText(path), path);
    }

    public static void WriteFile(string path, JToken content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Text(content));
    }

    public static string Text(JToken content)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented, Indentation = 2 };
        content.WriteTo(writer);
        text.WriteLine();
        return text.ToString();
    }

    public static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
