using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatCli.Protocol.Frames;

/// <summary>Writes a contract as one line of JSON. Hot path; may be called from any thread.</summary>
public static class FrameWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_line;

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    /// <summary>
    /// The line, with its end. It stands in a buffer of this thread and MUST be used or copied before this thread writes the next one.
    /// </summary>
    public static ReadOnlyMemory<byte> Write<T>(T contract) where T : class, IContract<T>
    {
        ArrayBufferWriter<byte> line = t_line ??= new ArrayBufferWriter<byte>(1024);
        line.ResetWrittenCount();
        // Relaxed: text in any script stays readable and short on the wire. No line is ever put into HTML.
        Utf8JsonWriter json = t_json ??= new Utf8JsonWriter(
            line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.Reset();
        JsonSerializer.Serialize(json, contract, T.TypeInfo);
        json.Flush();
        line.GetSpan(1)[0] = (byte)'\n';
        line.Advance(1);
        return line.WrittenMemory;
    }
}
