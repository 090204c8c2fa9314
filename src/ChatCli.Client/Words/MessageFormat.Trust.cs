using System.Globalization;
using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;

namespace ChatCli.Client.Words;

/// <summary>The words about the server and whether it is the right one. Some have several lines.</summary>
internal static partial class MessageFormat
{
    public const string FirstContactPrompt = "Is it the right one, yes or no? ";
    public const string KeyNotAccepted = "the key was not accepted; nothing was sent to the server";
    public const string WrongServer = "the server does not know your password: it is not the server that you registered with";
    public const string ChannelsDiffer =
        "client and server see two different encrypted connections: somebody may stand between them. The password was not judged, nor given away";
    public const string MechanismRefused = "the server does not log in the way that it offered itself: somebody may stand between";

    public static string CannotConnect(string address) => $"cannot connect to {Inert.Text(address)}";

    public static string NoChatServer(string address) => $"{Inert.Text(address)} did not answer as a chat server";

    public static string ConnectionRefused(string address, string reason) => $"{Inert.Text(address)} refused the connection: {Inert.Text(reason)}";

    public static string NotTls(string address) => $"""
        {Inert.Text(address)} does not answer with TLS
        If it is a chat server without encryption, on this machine or in a network that you trust: --plain
        """;

    public static string TlsNotAgreed(string address) => $"{Inert.Text(address)} speaks TLS, but in no way that is safe enough";

    public static string NoMechanism(string address, string mechanism) =>
        $"{Inert.Text(address)} does not offer to log in by {mechanism}: it is no chat server of this kind, or somebody stands between";

    public static string[] FirstContact(string address, Fingerprint key) =>
    [
        $"The server {Inert.Text(address)} is not known yet. The fingerprint of its key:",
        $"  {key}",
        "The server shows its own when it starts: compare, or ask whoever runs it.",
    ];

    public static string KeyUnknown(string address, Fingerprint key) => $"""
        the server {Inert.Text(address)} is not known yet, and nobody is there to ask. The fingerprint of its key:
          {key}
        If that is the right one: --fingerprint {key}
        To accept the first key that a server shows: --accept-new
        """;

    public static string KeyChanged(string host, int port, Fingerprint old, Fingerprint shown, string path, int line) => $"""
        {Changed(host, port)}
          known: {old}
          shown: {shown}
        {WhatItMeans}
        If the new one is right: remove line {Number(line)} of {Inert.Text(path)}
        or, for one run: --fingerprint {shown}
        """;

    public static string KeyChanged(string host, int port, Fingerprint old, Fingerprint shown) => $"""
        {Changed(host, port)}
          before: {old}
          shown:  {shown}
        {WhatItMeans}
        """;

    public static string KeyNotGiven(string host, int port, Fingerprint given, Fingerprint shown) => $"""
        {Inert.Text(host)} port {Number(port)} IS NOT THE SERVER THAT --fingerprint NAMES
          given: {given}
          shown: {shown}
        {WhatItMeans}
        """;

    public static string KnownServersBroken(string path, int line) =>
        $"line {Number(line)} of {Inert.Text(path)} is not HOST PORT FINGERPRINT: correct it or remove it";

    public static string KnownServersUnreadable(string path, string reason) => $"cannot read the known servers in {Inert.Text(path)}: {Inert.Text(reason)}";

    public static string KnownServersNotWritten(string reason) => $"cannot remember the key of this server: {Inert.Text(reason)}";

    public static string KnownOtherwise(string path, int line) =>
        $"line {Number(line)} of {Inert.Text(path)}, written just now, has another key for this server: compare the fingerprints";

    /// <summary>Before a password is chosen for a server that nothing is known about.</summary>
    public static string[] NewAccountAtUnproven(Fingerprint key) =>
    [
        "Nothing proves yet that this is the server you mean. The fingerprint of its key:",
        $"  {key}",
        "A new account is made here. If you already have one here, stop: then this is another server.",
    ];

    public static string NewAccountNeedsKey(Fingerprint key) =>
        $"no account is made at a server that nobody has looked at; if it is the right one: --fingerprint {key}";

    public static string Fault(ScramFault fault, int least) => fault switch
    {
        ScramFault.TooFewIterations when least > Limits.MinIterations =>
            $"the server asks for a weaker proof than before (fewer than {Number(least)} iterations): somebody may try to find out your password",
        ScramFault.TooFewIterations => $"the server asks for a proof that is too weak (fewer than {Number(least)} iterations)",
        ScramFault.TooManyIterations => $"the server asks for a proof that takes too long (more than {Number(Limits.MaxIterations)} iterations)",
        _ => "the server's challenge cannot be understood",
    };

    public static string IterationsOutOfBounds(int iterations) =>
        $"the server asks for {Number(iterations)} iterations, which is not from {Number(Limits.MinIterations)} to {Number(Limits.MaxIterations)}";

    public static string IterationsUnreadable(string path) =>
        $"cannot read how strong a proof the server asked for before; to begin anew, remove {Inert.Text(path)}";

    public static string IterationsNotWritten(string reason) => $"cannot remember how strong a proof the server asks for: {Inert.Text(reason)}";

    private const string WhatItMeans = """
        Somebody may stand between you and the server, or the server has been given a new key. Nothing was sent to it.
        Ask whoever runs the server for the fingerprint.
        """;

    private static string Changed(string host, int port) => $"THE KEY OF THE SERVER HAS CHANGED: {Inert.Text(host)} port {Number(port)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
