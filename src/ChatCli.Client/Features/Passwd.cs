using ChatCli.Client.Link;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Features;

/// <summary><c>passwd</c>: asks for the passwords, which are never on the command's own line.</summary>
internal sealed class Passwd
{
    private readonly Chat _chat;
    private readonly Answer _answer;
    private string _present = "";

    private Passwd(Chat chat, Answer answer) => (_chat, _answer) = (chat, answer);

    public static bool Run(Chat chat, Answer answer, string arguments)
    {
        if (!Arguments.AreNone(arguments)) return false;
        var passwd = new Passwd(chat, answer);
        chat.Questions.Ask("Present password: ", passwd.TakePresent);
        return true;
    }

    private void TakePresent(string? present)
    {
        if (IsOver(present)) return;
        _present = present!;
        // A script gives all of its lines, whatever becomes of them.
        if (_chat.IsTerminal && RefusesPresent()) return;
        _chat.Questions.Ask("New password: ", TakeNew);
    }

    private void TakeNew(string? chosen)
    {
        if (IsOver(chosen)) return;
        if (!_chat.IsTerminal && RefusesPresent()) return;
        if (chosen!.Length == 0) Refuse(MessageFormat.PasswordKept);
        else if (!AccountRules.IsPassword(chosen)) Refuse(MessageFormat.Error(MessageFormat.InvalidPassword));
        else if (!_chat.IsTerminal) Change(chosen);
        else _chat.Questions.Ask("Repeat the new password: ", repeated => TakeRepeated(chosen, repeated));
    }

    private void TakeRepeated(string chosen, string? repeated)
    {
        if (IsOver(repeated)) return;
        if (repeated == chosen) Change(chosen);
        else Refuse(MessageFormat.NewPasswordsDiffer);
    }

    /// <summary>No more lines come, or the client is told to end.</summary>
    private bool IsOver(string? line)
    {
        if (line is null) _answer.End(MessageFormat.PasswordKept);
        return line is null;
    }

    private bool RefusesPresent()
    {
        if (_chat.Secret.Is(_present)) return false;
        Refuse(_present.Length == 0 && _chat.IsTerminal ? MessageFormat.PasswordKept : MessageFormat.NotYourPassword);
        return true;
    }

    /// <summary>The command was a valid one all the same.</summary>
    private void Refuse(string line)
    {
        _chat.Active();
        _answer.End(line);
    }

    private void Change(string chosen)
    {
        int iterations = _chat.Server.Iterations;
        if (!Authentication.AreInBounds(iterations))
        {
            Refuse(MessageFormat.Error(MessageFormat.IterationsOutOfBounds(iterations)));
            return;
        }
        _chat.Questions.Compute(() => ScramVerifier.Create(chosen, iterations), verifier => Send(chosen, verifier));
    }

    private void Send(string chosen, ScramVerifier verifier)
    {
        if (_chat.Departure.HasBegun)
        {
            _answer.End(MessageFormat.PasswordKept);
            return;
        }
        if (_chat.Server.IsConnected) _chat.Secret.Propose(chosen);
        // {"type":"passwd","id":7,"verifier":"SCRAM-SHA-256$..."}
        _chat.Ask<PasswdRequest, PasswdReply>(
            _answer, new PasswdRequest(_chat.Server.NextId(), verifier.ToString()), WireJson.Default.PasswdRequest,
            reply =>
            {
                _chat.Secret.TryAdopt();
                _chat.Secret.Change(reply.Token);
                _chat.Authentication.Remember(_chat.Name, verifier.Iterations);
                _answer.End(MessageFormat.PasswordChanged);
            },
            whenLost: MessageFormat.PasswordUnknown, refused: _chat.Secret.Withdraw);
    }
}
