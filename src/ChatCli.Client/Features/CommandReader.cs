using ChatCli.Client.Loop;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Features;

/// <summary>Reads the person's lines, no faster than they are dealt with. Each is a command, or the answer to what a command asks.</summary>
internal sealed class CommandReader(Chat chat, IUserInterface screen, ClientLoop loop)
{
    /// <summary>With this many unanswered requests the next line is not read.</summary>
    private const int MaxUnanswered = 100;

    /// <summary>A peer that does not acknowledge, or at a terminal a server that does not, holds the next line up no longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _nextLine = new(1);
    private bool _lineIsDue;
    private int _linesHandled;

    /// <summary>Reads until the end of the input, or of the client. A task of its own: each line is a step of the loop.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await _nextLine.WaitAsync(ended);
                await chat.Server.WaitForRoomAsync().WaitAsync(ended);
                string? line = await screen.ReadLineAsync(chat.Questions.Next, ended);
                await loop.PostAsync(() => OnLine(line));
                if (line is null) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The client has ended; nobody wants the next line.
        }
    }

    /// <summary>Has the next line read, unless too much is unanswered. A step of the loop.</summary>
    public void GoOn(bool isPatient = true)
    {
        if (!_lineIsDue || chat.Departure.HasBegun || chat.Questions.IsBusy || chat.Server.Waiting >= MaxUnanswered) return;
        if (!chat.Peers.HasRoom && isPatient) return;
        // Nobody is there to send the lines of a pipe again, so they wait; a person is told soon.
        bool waitsForRoom = !chat.IsTerminal || (isPatient && chat.Server.IsConnected);
        if (!chat.Sending.HasRoom && waitsForRoom) return;
        _lineIsDue = false;
        _nextLine.Release();
    }

    private void OnLine(string? line)
    {
        if (chat.Departure.HasBegun) return;
        bool isAnswer = chat.Questions.Take(line);
        if (line is null)
        {
            chat.Departure.InputEnded();
            return;
        }
        if (!isAnswer) CommandTable.Run(chat, line);
        _lineIsDue = true;
        int handled = ++_linesHandled;
        GoOn();
        if (_lineIsDue) loop.After(Patience, () => GoOn(isPatient: handled != _linesHandled));
    }
}
