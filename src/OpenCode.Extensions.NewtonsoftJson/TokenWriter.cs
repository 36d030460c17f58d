using Newtonsoft.Json;

namespace OpenCode;

/// <summary>Writes the tokens of a reader as strict JSON.</summary>
internal sealed class TokenWriter : JsonTextWriter
{
    public TokenWriter(TextWriter text)
        : base(text)
    {
        AutoCompleteOnClose = false;

        // Values that are not numbers are written as a symbol, which the models reject.
        FloatFormatHandling = FloatFormatHandling.Symbol;
    }

    public override void WritePropertyName(string name) => WritePropertyName(name, escape: true);

    public override void WritePropertyName(string name, bool escape) =>
        HalfCharacter.Keep(this, name, static (writer, name) => ((TokenWriter)writer).WriteName(name));

    public override void WriteValue(string? value)
    {
        if (value is null)
        {
            WriteNull();
        }
        else
        {
            HalfCharacter.Keep(this, value, static (writer, value) => ((TokenWriter)writer).WriteText(value));
        }
    }

    public override void WriteComment(string? text)
    {
    }

    private void WriteName(string name) => base.WritePropertyName(name, escape: true);

    private void WriteText(string value) => base.WriteValue(value);
}
