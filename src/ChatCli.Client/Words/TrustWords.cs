using System.Diagnostics;
using ChatCli.Client.Notices;

namespace ChatCli.Client.Words;

/// <summary>The words about the key of the server, and whether it is the right one.</summary>
internal static class TrustWords
{
    private const string Meaning = """
        Somebody may stand between you and the server, or the server has been given a new key. Nothing was sent to it.
        Ask whoever runs the server for the fingerprint.
        """;

    /// <summary>See <see cref="NoticeText.Of(Notice)"/>.</summary>
    public static string Of(TrustNotice notice) => notice switch
    {
        ServerIsNew server => $"""
            The server {Address.Of(server.Server)} is not known yet. The fingerprint of its key:
              {server.Key}
            The server shows its own when it starts: compare, or ask whoever runs it.
            """,
        ServerUnknown server => $"""
            the server {Address.Of(server.Server)} is not known yet, and nobody is there to ask. The fingerprint of its key:
              {server.Key}
            If that is the right one: --fingerprint {server.Key}
            To accept the first key that a server shows: --accept-new
            """,
        KeyNotAccepted => "the key was not accepted; nothing was sent to the server",
        KeyChanged { Line: { } line } key => $"""
            THE KEY OF THE SERVER HAS CHANGED: {Address.Of(key.Server)}
              known: {key.Known}
              shown: {key.Shown}
            {Meaning}
            If the new one is right: remove line {Number.Of(line.Number)} of {Inert.Text(line.Path)}
            or, for one run: --fingerprint {key.Shown}
            """,
        KeyChanged key => $"""
            THE KEY OF THE SERVER HAS CHANGED: {Address.Of(key.Server)}
              before: {key.Known}
              shown:  {key.Shown}
            {Meaning}
            """,
        KeyNotGiven key => $"""
            {Address.Of(key.Server)} IS NOT THE SERVER THAT --fingerprint NAMES
              given: {key.Given}
              shown: {key.Shown}
            {Meaning}
            """,
        AccountAtUnproven account => $"""
            Nothing proves yet that this is the server you mean. The fingerprint of its key:
              {account.Key}
            A new account is made here. If you already have one here, stop: then this is another server.
            """,
        AccountNeedsKey account => $"no account is made at a server that nobody has looked at; if it is the right one: --fingerprint {account.Key}",
        _ => throw new UnreachableException($"No words for {notice}."),
    };
}
