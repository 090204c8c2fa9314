using ChatCli.Client.Link;
using ChatCli.Client.Notices;
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
        chat.Questions.Ask(Question.PresentPassword, passwd.TakePresent);
        return true;
    }

    private void TakePresent(string? present)
    {
        if (IsOver(present)) return;
        _present = present!;
        // A script gives all of its lines, whatever becomes of them.
        if (_chat.IsTerminal && RefusesPresent()) return;
        _chat.Questions.Ask(Question.NewPassword, TakeNew);
    }

    private void TakeNew(string? chosen)
    {
        if (IsOver(chosen)) return;
        if (!_chat.IsTerminal && RefusesPresent()) return;
        if (chosen!.Length == 0) Refuse(PasswordOutcome.Kept);
        else if (!AccountRules.IsPassword(chosen)) Refuse(PasswordOutcome.InvalidPassword);
        else if (!_chat.IsTerminal) Change(chosen);
        else _chat.Questions.Ask(Question.NewPasswordAgain, repeated => TakeRepeated(chosen, repeated));
    }

    private void TakeRepeated(string chosen, string? repeated)
    {
        if (IsOver(repeated)) return;
        if (repeated == chosen) Change(chosen);
        else Refuse(PasswordOutcome.PasswordsDiffer);
    }

    /// <summary>No more lines come, or the client is told to end.</summary>
    private bool IsOver(string? line)
    {
        if (line is null) _answer.End(new PasswordChange(PasswordOutcome.Kept));
        return line is null;
    }

    private bool RefusesPresent()
    {
        if (_chat.Secret.Is(_present)) return false;
        Refuse(_present.Length == 0 && _chat.IsTerminal ? PasswordOutcome.Kept : PasswordOutcome.NotYours);
        return true;
    }

    private void Refuse(PasswordOutcome outcome) => Refuse(new PasswordChange(outcome));

    /// <summary>The command was a valid one all the same.</summary>
    private void Refuse(Notice notice)
    {
        _chat.Active();
        _answer.End(notice);
    }

    private void Change(string chosen)
    {
        int iterations = _chat.Server.Iterations;
        if (!Authentication.AreInBounds(iterations))
        {
            Refuse(new IterationsRefused(iterations, OfCommand: true));
            return;
        }
        _chat.Questions.Compute(() => ScramVerifier.Create(chosen, iterations), verifier => Send(chosen, verifier));
    }

    private void Send(string chosen, ScramVerifier verifier)
    {
        if (_chat.Departure.HasBegun)
        {
            _answer.End(new PasswordChange(PasswordOutcome.Kept));
            return;
        }
        if (_chat.Server.IsConnected) _chat.Secret.Propose(chosen);
        // {"type":"passwd","id":7,"verifier":"SCRAM-SHA-256$..."}
        _chat.Ask<PasswdRequest, PasswdReply>(
            _answer, new PasswdRequest(_chat.Server.NextId(), verifier.ToString()),
            reply =>
            {
                _chat.Secret.TryAdopt();
                _chat.Secret.Change(reply.Token);
                _chat.Authentication.Remember(_chat.Name, verifier.Iterations);
                _answer.End(new PasswordChange(PasswordOutcome.Changed));
            },
            refused: _chat.Secret.Withdraw);
    }
}
