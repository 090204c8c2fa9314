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

    private static readonly Type[] Types =
        [.. typeof(Notice).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Notice)) && !type.IsAbstract)];

    /// <summary>These name commands of the table, and have no other text.</summary>
    private static readonly Type[] HelpTypes = [typeof(CommandList), typeof(CommandHelp), typeof(WrongArguments)];

    [Test]
    public async Task Every_notice_has_words_at_a_terminal_or_in_a_pipe()
    {
        await Assert.That(Types.Length).IsGreaterThan(40);
        foreach (Notice notice in Types.SelectMany(type => Samples(type, CommandTable.Rows[0].Name)))
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
    public async Task Whatever_texts_a_notice_has_are_inert()
    {
        foreach (Notice notice in Types.Where(type => !HelpTypes.Contains(type)).SelectMany(type => Samples(type, "a\e\u202e")))
        {
            string text = $"{Terminal.Of(notice)}{Pipe.Of(notice)}".Replace('\n', ' ');
            await Assert.That(text.EnumerateRunes().Where(rune => Inert.Text(rune.ToString()) != rune.ToString())).IsEmpty().Because($"{notice}");
        }
    }

    /// <summary>Notices of a type: one with each value of each enumeration and of each flag in it, and with the same text wherever there is one.</summary>
    private static IEnumerable<Notice> Samples(Type type, string text)
    {
        ParameterInfo[] parameters = type.GetConstructors().Single().GetParameters();
        IEnumerable<object?[]> rows = [[]];
        foreach (ParameterInfo parameter in parameters)
            rows = rows.SelectMany(row => Values(parameter.ParameterType, text).Select(value => (object?[])[.. row, value]));
        return rows.Select(row => (Notice)Activator.CreateInstance(type, row)!);
    }

    private static object?[] Values(Type type, string text) =>
        type == typeof(string) ? [text]
        : type == typeof(IReadOnlyList<string>) ? [new[] { text }]
        : type == typeof(IReadOnlyList<long>) ? [new[] { 1L }]
        : type == typeof(bool) ? [false, true]
        : type == typeof(int) ? [0, 1, 2]
        : type == typeof(long) ? [1L]
        : type == typeof(long?) ? [null, 1L]
        : type == typeof(Fingerprint) ? [TlsCertificate.CreateSelfSigned("a", DateTimeOffset.UnixEpoch).Fingerprint]
        : type == typeof(ServerAddress) ? [new ServerAddress(text, 5000)]
        : type == typeof(KnownServersLine) ? [new KnownServersLine(text, 1)]
        : type.IsEnum ? [.. Enum.GetValues(type)]
        : throw new InvalidOperationException($"No sample of a {type}.");
}
