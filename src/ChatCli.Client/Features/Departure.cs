using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>
/// The way out: private chats are ended and receipts awaited first, then the user is logged out, then the client ends.
/// Used by the loop alone.
/// </summary>
internal sealed class Departure(Chat chat, ClientLoop loop)
{
    /// <summary>How long the receipts for what was sent, or a new link to send it over, are awaited.</summary>
    private static readonly TimeSpan ReceiptTime = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan LogoutTime = TimeSpan.FromSeconds(10);

    /// <summary>The same for a server that was waited for already.</summary>
    private static readonly TimeSpan LastLogoutTime = TimeSpan.FromSeconds(2);

    /// <summary>The steps on the way out.</summary>
    private enum Step
    {
        None,
        EndingPrivateChats,
        AwaitingReceipts,
        LoggingOut,
        Ended,
    }

    private Step _step;
    private Answer? _answer;
    private LoggedOutEvent? _stopping;
    private bool _inputEnded;
    private bool _isPatient;
    private bool _timeIsUp;
    private bool _isFinal;

    /// <summary>True from the first step on the way out: no more commands are taken.</summary>
    public bool HasBegun => _step > Step.None;

    /// <summary>The client's exit status.</summary>
    public int Status { get; private set; }

    /// <summary>Whether a lost link is to be replaced: not when the server ended the session for good, or was asked to.</summary>
    public bool SurvivesLink => _step < Step.LoggingOut && !_isFinal;

    /// <summary>How long the server, which said that it stops, asked to be left alone; null when it said nothing.</summary>
    public TimeSpan? Restart => _stopping is null ? null : TimeSpan.FromMilliseconds(_stopping.Retry);

    /// <summary>Logs out, as the person asked.</summary>
    public void LogOut(Answer answer) => Begin(answer, PeerTimes.Stop, countUnacknowledged: false);

    /// <summary>Logs out because no more lines come; outstanding private texts get more time, and are counted if it is not enough.</summary>
    public void InputEnded()
    {
        _inputEnded |= !HasBegun;
        Begin(chat.Answers.Begin("logout"), PeerTimes.StopAtEndOfInput, countUnacknowledged: true);
    }

    /// <summary>The server ended the session and says why; it is resumed when the server only stops.</summary>
    public void ToldLoggedOut(LoggedOutEvent told)
    {
        if (told.Reason == LogoutReason.Stopping) _stopping = told;
        else EndForGood(new SessionEnded(told.Reason, told.Text));
    }

    /// <summary>This user cannot log in again.</summary>
    public void Refused(Notice reason) => EndForGood(reason);

    /// <summary>The link is gone. Private chats go on without it.</summary>
    public void LinkLost()
    {
        // After a log-out the close is only what was to be expected.
        if (_step == Step.Ended) return;
        bool survives = SurvivesLink;
        if (survives && _stopping is not null) chat.Show(new ServerStopped(_stopping.Text, _stopping.Retry));
        else if (!_isFinal) chat.Show(new ConnectionLost(IsReconnecting: survives));
        if (!survives) Status = 1;
        _stopping = null;
        chat.Server.Lose();
        if (!survives) return;
        foreach (string user in chat.Peers.OpenUsers) chat.Show(new PrivateChatGoesOn(user));
        if (chat.Sending.Unsent > 0) chat.Show(new MessagesUnsent(chat.Sending.Unsent));
    }

    /// <summary>Takes the next step on the way out, if it has begun and what was awaited has come.</summary>
    public void GoOn()
    {
        if (_step != Step.AwaitingReceipts) return;
        bool isUnfinished = chat.Sending.Unsent > 0 || (_inputEnded && !chat.Server.IsConnected);
        if (isUnfinished && _isPatient && !_timeIsUp && !_isFinal) return;
        TellUnsent(_answer!.Show);
        AskServer(_answer);
    }

    private void Begin(Answer answer, TimeSpan stopTime, bool countUnacknowledged)
    {
        if (HasBegun)
        {
            answer.End();
            return;
        }
        _step = Step.EndingPrivateChats;
        _answer = answer;
        // A person who sees that there is no server, and leaves, does not want to wait for it.
        _isPatient = chat.Server.IsConnected || !chat.IsTerminal;
        loop.After(ReceiptTime, () =>
        {
            _timeIsUp = true;
            GoOn();
        });
        chat.Peers.StopAll(stopTime, unacknowledged =>
        {
            if (countUnacknowledged && unacknowledged > 0)
            {
                answer.Show(new PrivateMessagesUnacknowledged(unacknowledged));
                Status = 1;
            }
            _step = Step.AwaitingReceipts;
            GoOn();
        });
    }

    private void EndForGood(Notice reason)
    {
        chat.Show(reason);
        _isFinal = true;
        Status = 1;
        if (HasBegun)
        {
            GoOn();
            return;
        }
        _step = Step.EndingPrivateChats;
        chat.Peers.StopAll(PeerTimes.Stop, _ =>
        {
            TellUnsent(chat.Show);
            End();
        });
    }

    private void TellUnsent(Action<Notice> show)
    {
        if (chat.Sending.Unsent == 0) return;
        show(new MessagesNotSent(chat.Sending.Unsent));
        Status = 1;
    }

    private void AskServer(Answer answer)
    {
        if (!chat.Server.IsConnected || _isFinal)
        {
            Status = 1;
            answer.End();
            End();
            return;
        }
        _step = Step.LoggingOut;
        loop.After(_timeIsUp ? LastLogoutTime : LogoutTime, () =>
        {
            if (_step == Step.Ended) return;
            answer.End(new ServerSilent());
            EndAtOnce();
        });
        // By its answer everything that the server has sent before is shown, and is acknowledged before the log-out ends that.
        // {"type":"ping","id":8}
        chat.Server.Ask(new PingRequest(chat.Server.NextId()), _ => AskToLogOut(answer));
    }

    private void AskToLogOut(Answer answer)
    {
        chat.Acknowledgements.Flush();
        // {"type":"logout","id":9}
        chat.Server.Ask(new LogoutRequest(chat.Server.NextId()), reply =>
        {
            if (reply is not OkReply) Status = 1;
            answer.End(reply switch
            {
                OkReply => new LoggedOut(),
                ErrorReply error => new ServerRefusal(error.Code, error.Text),
                _ => null,
            });
            End();
        });
    }

    private void EndAtOnce()
    {
        Status = 1;
        _step = Step.Ended;
        loop.End();
    }

    private void End()
    {
        if (_step == Step.Ended) return;
        _step = Step.Ended;
        chat.Peers.WhenGone(loop.End);
    }
}
