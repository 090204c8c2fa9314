namespace ChatCli.Client.Screen;

/// <summary>What a screen needs of a terminal: raw bytes in, text out, its width, and word of what happens to it.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>The width in columns at this moment; 80 where the terminal does not say.</summary>
    int Columns { get; }

    /// <summary>Takes the terminal over and begins to report to <paramref name="listener"/>. Once.</summary>
    void Start(ITerminalListener listener);

    /// <summary>Writes out a text, control sequences included. Blocks; never throws: what a closed terminal does not take is dropped.</summary>
    void Write(ReadOnlySpan<char> text);

    /// <summary>Gives the terminal back to the shell and stops the program until it is continued, as Ctrl-Z does.</summary>
    void Suspend();

    /// <summary>Ends the program at once, as an interrupted one, with the terminal given back.</summary>
    void Quit();
}

/// <summary>Is told what happens at a terminal, from threads of the terminal's own.</summary>
internal interface ITerminalListener
{
    void Received(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing has come for a moment after the last bytes.</summary>
    void Paused();

    /// <summary>What is on the screen may no longer be what was written: another width, or the program was continued.</summary>
    void Redraw();

    /// <summary>The terminal is gone, or the program was asked to end: nothing more will be read. May come more than once.</summary>
    void Ended();
}
