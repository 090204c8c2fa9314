using System.Reflection;
using ChatCli.Client.Features;
using ChatCli.Client.Notices;
using ChatCli.Client.Words;
using ChatCli.Protocol.Bytes;

namespace ChatCli.Client.Tests;

public class NoticeTextTests
{
    private static readonly NoticeText Terminal = new(new TextStyle(IsTerminal: true));
    private static readonly NoticeText Pipe = new(new TextStyle(IsTerminal: false, HasReceiptLines: true));

    [Test]
    public async Task Every_notice_has_words_at_a_terminal_or_in_a_pipe()
    {
        Type[] types = [.. typeof(Notice).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Notice)) && !type.IsAbstract)];

        await Assert.That(types.Length).IsGreaterThan(40);
        foreach (Notice notice in types.SelectMany(Samples))
        {
            string?[] texts = [Terminal.Of(notice), Pipe.Of(notice)];
            await Assert.That(texts.Any(text => !string.IsNullOrWhiteSpace(text))).IsTrue().Because($"{notice}");
        }
    }

    [Test]
    public async Task Every_question_has_a_prompt_at_a_terminal()
    {
        foreach (Question question in Enum.GetValues<Question>()) await Assert.That(Terminal.Of(question)).EndsWith(" ");
    }

    [Test]
    public async Task What_foreign_text_a_notice_has_is_inert()
    {
        foreach (Notice notice in new Notice[]
        {
            new MessageReceived("a\e", "i", 1, "b\a", 0, WasStored: true), new BroadcastReceived("a\e", "b\a", 0), new MessageRefused("a\e", 1, "c", "b\a", IsLatest: false),
            new PrivateMessageReceived("a\e", 1, "b\a", 0), new ServerRefusal("c", "b\a"), new LoginRefused("c", "b\a"), new SessionEnded("c", "b\a"),
            new ServerStopped("b\a", 0), new UnknownCommand("b\a", null), new UserList(["a\e"]), new PresenceChanged("a\e", IsOnline: true),
            new ConnectFailed(new ServerAddress("a\e", 1), ConnectFailure.NoConnection), new FileUnreadable(KeptFile.KnownServers, "a\e", "b\a"),
        })
        {
            await Assert.That(Terminal.Of(notice)!.Where(char.IsControl)).IsEmpty().Because($"{notice}");
        }
    }

    /// <summary>Notices of a type: one with each value of each enumeration and of each flag in it.</summary>
    private static IEnumerable<Notice> Samples(Type type)
    {
        ParameterInfo[] parameters = type.GetConstructors().Single().GetParameters();
        IEnumerable<object?[]> rows = [[]];
        foreach (ParameterInfo parameter in parameters)
            rows = rows.SelectMany(row => Values(parameter.ParameterType).Select(value => (object?[])[.. row, value]));
        return rows.Select(row => (Notice)Activator.CreateInstance(type, row)!);
    }

    private static object?[] Values(Type type) =>
        type == typeof(string) ? [CommandTable.Rows[0].Name]
        : type == typeof(IReadOnlyList<string>) ? [new[] { CommandTable.Rows[0].Name }]
        : type == typeof(IReadOnlyList<long>) ? [new[] { 1L }]
        : type == typeof(bool) ? [false, true]
        : type == typeof(int) ? [0, 1, 2]
        : type == typeof(long) ? [1L]
        : type == typeof(long?) ? [null, 1L]
        : type == typeof(Fingerprint) ? [TlsCertificate.CreateSelfSigned("a", DateTimeOffset.UnixEpoch).Fingerprint]
        : type == typeof(ServerAddress) ? [new ServerAddress("chat.test", 5000)]
        : type == typeof(KnownServersLine) ? [new KnownServersLine("known-servers", 1)]
        : type.IsEnum ? [.. Enum.GetValues(type)]
        : throw new InvalidOperationException($"No sample of a {type}.");
}
