using ChatCli.Client.Peers;
using ChatCli.Client.Screen;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>The way out: private sessions are ended first, then the user is logged out, then the client ends. Used by the loop alone.</summary>
internal sealed class Departure(Chat chat, ClientLoop loop)
{
    private static readonly TimeSpan LogoutTime = TimeSpan.FromSeconds(10);

    private bool _toldLoggedOut;
    private bool _ended;

    /// <summary>True from the first step on the way out: no more commands are taken.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The client's exit status.</summary>
    public int Status { get; private set; }

    /// <summary>Logs out, as the person asked.</summary>
    public void LogOut(Answer answer) => Begin(answer, PeerTimes.Stop, countUnconfirmed: false);

    /// <summary>Logs out because no more lines come; outstanding private texts get more time, and are counted if it is not enough.</summary>
    public void InputEnded() => Begin(chat.Answers.Begin(), PeerTimes.StopAtEndOfInput, countUnconfirmed: true);

    /// <summary>The server ended the session and says why.</summary>
    public void ToldLoggedOut(LoggedOutEvent told)
    {
        chat.Print(Inert.Text(told.Text));
        _toldLoggedOut = true;
        Status = 1;
        if (HasBegun) return;
        HasBegun = true;
        chat.Peers.StopAll(PeerTimes.Stop, _ => End());
    }

    /// <summary>The server is gone. Private sessions go on without it.</summary>
    public void LinkLost()
    {
        // After a log-out the close is only what was to be expected.
        if (_ended) return;
        if (!_toldLoggedOut) chat.Print(MessageFormat.LinkLost);
        Status = 1;
        chat.Server.Lose();
        if (HasBegun) return;
        foreach (string user in chat.Peers.OpenUsers) chat.Print(MessageFormat.PrivateGoesOn(user));
        EndIfAlone();
    }

    /// <summary>Ends the client when there is neither a server nor a private session any more.</summary>
    public void EndIfAlone()
    {
        if (HasBegun || chat.Server.IsConnected || !chat.Peers.IsQuiet) return;
        HasBegun = true;
        End();
    }

    /// <summary>Ends the client now, whatever is unfinished.</summary>
    public void EndAtOnce()
    {
        Status = 1;
        HasBegun = true;
        _ended = true;
        loop.End();
    }

    private void Begin(Answer answer, TimeSpan stopTime, bool countUnconfirmed)
    {
        if (HasBegun)
        {
            answer.End();
            return;
        }
        HasBegun = true;
        chat.Peers.StopAll(stopTime, unconfirmed =>
        {
            if (countUnconfirmed && unconfirmed > 0)
            {
                answer.Line(MessageFormat.Unconfirmed(unconfirmed));
                Status = 1;
            }
            AskServer(answer);
        });
    }

    private void AskServer(Answer answer)
    {
        if (!chat.Server.IsConnected || _toldLoggedOut)
        {
            Status = 1;
            answer.End();
            End();
            return;
        }
        loop.After(LogoutTime, () =>
        {
            if (_ended) return;
            answer.End(MessageFormat.NoAnswerInTime);
            EndAtOnce();
        });
        // {"type":"logout","id":9}
        chat.Server.Ask(new LogoutRequest(chat.Server.NextId()), WireJson.Default.LogoutRequest, reply =>
        {
            if (reply is not OkReply) Status = 1;
            answer.End(reply switch
            {
                OkReply => MessageFormat.LoggedOut,
                ErrorReply error => MessageFormat.Error(error.Text),
                _ => null,
            });
            End();
        });
    }

    private void End()
    {
        if (_ended) return;
        _ended = true;
        chat.Peers.WhenGone(loop.End);
    }
}
