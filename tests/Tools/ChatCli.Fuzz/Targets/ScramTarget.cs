using System.Text;
using ChatCli.Protocol.Scram;

namespace ChatCli.Fuzz.Targets;

/// <summary>
/// The messages of a log-in at both ends, and verifiers: whatever was changed in a message, nobody is taken for somebody who knows the
/// password.
/// </summary>
internal sealed class ScramTarget : ITarget
{
    private static readonly byte[][] Texts =
    [
        .. ScramExample.All.SelectMany(example => new[]
        {
            example.ClientFirst, example.ServerFirst, example.ClientFinal, example.ServerFinal, $"{example.Verifier}", $"{example.ServerFirst},x=1",
            $"{example.ClientFirst},x=a=b", "n,a=hans,n=eve,r=abc", "y,,n=user,r=abc", "p=tls-unique,,n=us=2Cer=3D,r=abc", "m=1,r=abc", "e=other-error", "",
        }).Select(Encoding.UTF8.GetBytes),
    ];

    private readonly Mutator _texts = new(Texts);

    public IReadOnlyList<byte[]> Invent(Random random)
    {
        var texts = new byte[32][];
        for (int i = 0; i < texts.Length; i++) texts[i] = _texts.NextBytes(random);
        return texts;
    }

    public Task FeedAsync(Case inputs)
    {
        var random = new Random(inputs.Seed);
        foreach (byte[] input in inputs.Inputs)
        {
            string text = Encoding.UTF8.GetString(input);
            ScramExample example = ScramExample.All[random.Next(ScramExample.All.Length)];
            ReadToEnd(text);
            ReadVerifier(text);
            FeedServer(example, text, example.ClientFinal, text == example.ClientFirst);
            FeedServer(example, example.ClientFirst, text, text == example.ClientFinal);
            FeedClient(example, text);
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void ReadToEnd(string text)
    {
        var reader = new ScramReader(text);
        int attributes = 0;
        while (!reader.IsAtEnd)
        {
            bool isRead = reader.TryRead(out char name, out ReadOnlySpan<char> value);
            if (isRead && (value.IsEmpty || value.Contains(',') || !char.IsAsciiLetter(name))) throw new FindingException($"not an attribute: {name}={value}");
            if (++attributes > text.Length + 1) throw new FindingException("more attributes than characters");
        }
        if (reader.TryRead(out _, out _)) throw new FindingException("something is read after the end");
    }

    private static void ReadVerifier(string text)
    {
        if (ScramVerifier.TryParse(text, out ScramVerifier? verifier) && verifier.ToString() != text)
            throw new FindingException($"a verifier in two forms: {text}");
    }

    /// <summary>A client's two messages: the server's proof is for who has sent both as they must be, and for nobody else.</summary>
    private static void FeedServer(ScramExample example, string first, string final, bool isRight)
    {
        string? serverFinal = null;
        if (ScramServer.Begin(example.Mechanism, first, example.Channel, example.ServerNonce, out ScramServer? exchange) is { } fault)
        {
            if (exchange is not null || fault is not (ScramFault.Malformed or ScramFault.Mechanism)) throw new FindingException($"{fault}, with an exchange");
        }
        else
        {
            if (ScramText.TryUnescape(ScramText.Escape(exchange!.Name), out string? name) is false || name != exchange.Name)
                throw new FindingException($"a name that cannot be escaped: {exchange.Name}");
            exchange.Challenge(example.Verifier);
            ScramFault? refused = exchange.Finish(final, out serverFinal);
            if (refused is null != serverFinal is not null) throw new FindingException("neither a fault nor a proof, or both");
            if (exchange.Finish(final, out _) != ScramFault.Malformed) throw new FindingException("a challenge can be answered twice");
        }
        if (isRight != serverFinal is not null) throw new FindingException(isRight ? "the right messages are refused" : "wrong messages are taken");
        if (isRight && serverFinal != example.ServerFinal) throw new FindingException("not the proof of the example");
    }

    /// <summary>A text as either message of the server.</summary>
    private static void FeedClient(ScramExample example, string text)
    {
        var client = new ScramClient(example.Name, example.Channel, example.ClientNonce);
        if (client.Check(text) is null) throw new FindingException("a server is believed before it was asked");
        if (client.ReadChallenge(text) is null)
        {
            ScramServer.Begin(example.Mechanism, client.FirstMessage, example.Channel, example.ServerNonce, out ScramServer? server);
            server!.Challenge(example.Verifier);
            bool isTaken = server.Finish(client.Respond(example.Keys), out _) is null;
            if (isTaken != (text == example.ServerFirst)) throw new FindingException("a changed challenge is not noticed, or a right one is not answered");
        }
        client.ReadChallenge(example.ServerFirst);
        if (client.Respond(example.Keys) != example.ClientFinal) throw new FindingException("not the answer of the example");
        // The server's last message may have extensions, which nobody signs.
        bool isProof = text == example.ServerFinal || text.StartsWith(example.ServerFinal + ",", StringComparison.Ordinal);
        if (client.Check(text) is null && !isProof) throw new FindingException("a server that does not know the verifier is believed");
    }
}
