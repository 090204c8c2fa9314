namespace ChatCli.Client.Words;

/// <summary>How notices look as text.</summary>
/// <param name="IsTerminal">Whether a person reads them at a terminal, and not a program in a pipe.</param>
/// <param name="HasReceiptLines">Whether there is a line for programs for each receipt; if not, a terminal has marks.</param>
/// <param name="IsUtf8">Whether the terminal shows more than ASCII.</param>
internal sealed record TextStyle(bool IsTerminal, bool HasReceiptLines = false, bool IsUtf8 = true)
{
    /// <summary>Whether what became of messages is told by marks.</summary>
    public bool HasMarks => IsTerminal && !HasReceiptLines;
}
