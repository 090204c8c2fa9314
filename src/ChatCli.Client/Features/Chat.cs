using ChatCli.Client.Link;
using ChatCli.Client.Loop;
using ChatCli.Client.Notices;
using ChatCli.Client.Peers;
using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Features;

/// <summary>All that a command or an event of a logged-in user acts on. Used by the client's loop alone.</summary>
internal sealed class Chat(
    LoginSecret secret, Authentication authentication, IUserInterface screen, ServerRequests server, PeerBook peers, SeenFile seen,
    ClientLoop loop)
{
    /// <summary>The account that is logged in.</summary>
    public string Name => secret.Name;

    /// <summary>The secrets that log the user in again.</summary>
    public LoginSecret Secret => secret;

    /// <summary>Remembers what the server has proved.</summary>
    public Authentication Authentication => authentication;

    /// <summary>True when a person sits at a terminal.</summary>
    public bool IsTerminal => screen.IsTerminal;

    /// <summary>Requests to the server.</summary>
    public ServerRequests Server => server;

    /// <summary>The messages on their way to the server.</summary>
    public Sending Sending => field ??= new Sending(Show, server, Receipts, loop);

    /// <summary>Tells the person of their receipts.</summary>
    public Receipts Receipts { get; } = new(screen.Show, loop);

    /// <summary>The messages that were shown.</summary>
    public SeenFile Seen => seen;

    /// <summary>The acknowledgements of the messages that came over the link.</summary>
    public Acknowledgements Acknowledgements { get; private set; } = new(seen.Save, static _ => { }, loop.After);

    /// <summary>The private chats.</summary>
    public PeerBook Peers => peers;

    /// <summary>The requests for private chats, and the agreements to one.</summary>
    public PrivateAsks Asks { get; } = new();

    /// <summary>The answers to the commands, in their order.</summary>
    public Answers Answers { get; } = new(screen);

    /// <summary>Lets a command ask the person.</summary>
    public Questions Questions { get; } = new(loop);

    /// <summary>The way out.</summary>
    public Departure Departure => field ??= new Departure(this, loop);

    /// <summary>False once it is known that nobody gets what is shown any more.</summary>
    public bool HasReader => screen.HasReader;

    /// <summary>Shows what answers no command.</summary>
    public void Show(Notice notice) => screen.Show(notice);

    /// <summary>Tells the server that the person gave a valid command which it does not see otherwise.</summary>
    public void Active() => server.Send(new ActiveRequest(server.NextId()));

    /// <summary>Counts the messages of another link, from its first.</summary>
    public void CountAnew()
    {
        Acknowledgements.Close();
        // {"type":"ack","id":7,"count":3}
        Acknowledgements = new Acknowledgements(
            seen.Save, count => server.Send(new AckRequest(server.NextId(), count)), loop.After);
    }

    /// <summary>
    /// Asks the server; a refusal or a lost link ends the answer, any other reply is handed on. <paramref name="refused"/> is called after a refusal.
    /// </summary>
    public void Ask<TRequest, TReply>(
        Answer answer, TRequest request, Action<TReply> answered, Action? refused = null)
        where TRequest : class, IRequest<TRequest>
        where TReply : IReply
    {
        if (!server.IsConnected)
        {
            answer.End(new CommandRefused(answer.Command, CommandFault.NotConnected));
            return;
        }
        server.Ask(request, reply =>
        {
            if (reply is TReply expected) answered(expected);
            else answer.End(reply is null ? new CommandUnanswered(answer.Command) : Unexpected(reply));
            if (reply is ErrorReply) refused?.Invoke();
        });
    }

    /// <summary>The notice about a reply that is not the one asked for.</summary>
    public static Notice Unexpected(IReply reply) =>
        reply is ErrorReply error ? new ServerRefusal(error.Code, error.Text) : new UndecodableReceived(reply.Type);
}
