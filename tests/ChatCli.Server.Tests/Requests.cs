using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>The requests of the protocol, as tests ask them: in short, with the answer in short.</summary>
internal static class Requests
{
    /// <summary>The fingerprint that goes with an ask unless the test gives another.</summary>
    public const string AskerKey = "jgiv-4dl5-jnac-4max-2ail-yhao-qpfm-nr4x-23aw-4zru-b7rs-nbut-u2qq";

    /// <summary>The one that goes with an answer.</summary>
    public const string AskedKey = "r4hv-c3g7-fmk3-mo45-ws65-vxko-bf56-rmle-i5bo-bilx-ithr-3l3i-6t3a";

    /// <summary>Sends a message, which has no answer, and sees that it was not refused.</summary>
    public static async Task MessageAsync(this ScriptedClient client, string to, string text)
    {
        if (await client.TryMessageAsync(to, text) is { } refusal) throw new InvalidOperationException($"Refused: {refusal}");
    }

    /// <summary>Sends a message; its refusal in short, or null.</summary>
    public static async Task<string?> TryMessageAsync(this ScriptedClient client, string to, string text)
    {
        long id = await client.RequestAsync("message", ("to", to), ("text", text));
        // No command, so that it does not restart the idle clock; its refusal comes after that of the message.
        WireLine answer = await client.ReadAnswerOrBarrierAsync(id);
        return answer.Id == id ? answer.ToString() : null;
    }

    /// <summary>Sends messages with the numbers given, which are their texts too.</summary>
    public static async Task NumberedAsync(this ScriptedClient client, string to, params long[] numbers)
    {
        foreach (long n in numbers) await client.SendAsync(ScriptedClient.Request(n, "message", ("to", to), ("text", $"{n}")));
    }

    /// <summary>Acknowledges so many messages of this connection.</summary>
    public static Task AcknowledgeAsync(this ScriptedClient client, long count) => client.RequestAsync("ack", ("count", count));

    public static async Task<string> BroadcastAsync(this ScriptedClient client, string text) =>
        (await client.AskAsync("broadcast", ("text", text))).ToString();

    public static async Task<string> WhoElseAsync(this ScriptedClient client) => (await client.AskAsync("whoelse")).ToString();

    public static async Task<string> WhoElseSinceAsync(this ScriptedClient client, long seconds) =>
        (await client.AskAsync("whoelsesince", ("seconds", seconds))).ToString();

    public static async Task<string> BlockAsync(this ScriptedClient client, string user) =>
        (await client.AskAsync("block", ("user", user))).ToString();

    public static async Task<string> UnblockAsync(this ScriptedClient client, string user) =>
        (await client.AskAsync("unblock", ("user", user))).ToString();

    public static async Task<string> StartPrivateAsync(this ScriptedClient client, string user, int port = 6001, string key = AskerKey) =>
        (await client.AskAsync("startprivate", ("user", user), ("port", port), ("key", key))).ToString();

    public static async Task<string> AnswerPrivateAsync(
        this ScriptedClient client, string user, bool accept, int port = 6002, string key = AskedKey) =>
        (accept
            ? await client.AskAsync("answerprivate", ("user", user), ("accept", true), ("port", port), ("key", key))
            : await client.AskAsync("answerprivate", ("user", user), ("accept", false), ("port", 0))).ToString();

    public static async Task<string> CheckPrivateAsync(this ScriptedClient client, string user) =>
        (await client.AskAsync("checkprivate", ("user", user))).ToString();

    /// <summary>Changes the password; the answer has the new token, or is the refusal.</summary>
    public static Task<WireLine> PasswdAsync(this ScriptedClient client, string password) =>
        client.AskAsync("passwd", ("verifier", $"{Passwords.Verifier(password)}"));

    /// <summary>Logs out and reads to the end.</summary>
    public static async Task LogoutAsync(this ScriptedClient client)
    {
        WireLine answer = await client.AskAsync("logout");
        if (answer.Type != "ok") throw new InvalidOperationException($"Not logged out: {answer.Raw}");
        await client.HangUpAsync();
    }
}
