using System.Text;

namespace ChatCli.Protocol.Files;

/// <summary>Text for standard output or error in UTF-8, each piece at once. That nobody reads a pipe any more is no failure.</summary>
/// <param name="open">Opens the stream, when there is something to write.</param>
/// <param name="failed">Gets why a piece could not be written.</param>
internal sealed class OutputWriter(Func<Stream> open, Action<string> failed) : TextWriter
{
    private readonly Lazy<Stream> _stream = new(open);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (TryWrite(buffer) is { } problem) failed(problem);
    }

    /// <summary>Writes a line; null, or why that cannot be done.</summary>
    public string? TryWriteLine(string line) => TryWrite(line + NewLine);

    private string? TryWrite(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        try
        {
            _stream.Value.Write(bytes);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        catch (ArgumentOutOfRangeException)
        {
            return FileSizeLimit.Problem;
        }
    }
}
