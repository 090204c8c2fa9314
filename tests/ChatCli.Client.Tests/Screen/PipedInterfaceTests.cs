using System.IO.Pipelines;
using System.Text;
using ChatCli.Client.Editing;
using ChatCli.Client.Screen;

namespace ChatCli.Client.Tests;

public class PipedInterfaceTests
{
    [Test]
    [Arguments("one\ntwo\n", "one|two")]
    [Arguments("one\r\ntwo\r\n", "one|two")]
    [Arguments("one\ntwo", "one|two")]
    [Arguments("\uFEFFone\n\uFEFFtwo", "one|\uFEFFtwo")]
    [Arguments("one\n\n \ntwo \n", "one|| |two ")]
    [Arguments("日本\r\n😀", "日本|😀")]
    [Arguments("\r\n", "")]
    public async Task Every_line_is_read(string text, string lines) =>
        await Assert.That(string.Join('|', await ReadAll(Encoding.UTF8.GetBytes(text)))).IsEqualTo(lines);

    [Test]
    public async Task An_empty_file_has_no_line() => await Assert.That(await ReadAll([])).IsEmpty();

    [Test]
    public async Task Broken_UTF8_becomes_a_replacement_character() =>
        await Assert.That(await ReadAll([(byte)'a', 0xFF, (byte)'b', 0xE2, 0x82, (byte)'\n', 0xE2, 0x82])).IsEquivalentTo(["a\uFFFDb\uFFFD", "\uFFFD"]);

    [Test]
    public async Task Of_a_line_without_end_only_the_beginning_is_kept()
    {
        string endless = new('x', 3 * PipedInput.MaxLine);
        List<string> lines = await ReadAll(Encoding.UTF8.GetBytes($"a\n{endless}\nb\n{endless}"));
        await Assert.That(lines).IsEquivalentTo(["a", endless[..PipedInput.MaxLine], "b", endless[..PipedInput.MaxLine]]);
    }

    [Test]
    public async Task No_line_of_many_is_lost()
    {
        IEnumerable<string> lines = Enumerable.Range(0, 20_000).Select(i => $"line {i}");
        await Assert.That((await ReadAll(Encoding.UTF8.GetBytes(string.Join('\n', lines)))).SequenceEqual(lines)).IsTrue();
    }

    [Test]
    public async Task A_cancelled_read_leaves_its_line_to_the_next_one()
    {
        var pipe = new Pipe();
        var piped = new PipedInterface(pipe.Reader.AsStream(), Stream.Null);
        using var cancel = new CancellationTokenSource();
        Task<string?> cancelled = piped.ReadLineAsync("", false, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.That(async () => await cancelled).Throws<OperationCanceledException>();
        await Assert.That(async () => await piped.ReadLineAsync("", false, cancel.Token)).Throws<OperationCanceledException>();
        await pipe.Writer.WriteAsync("one\ntwo\n"u8.ToArray());
        await Assert.That(await piped.ReadLineAsync("", false, CancellationToken.None)).IsEqualTo("one");
        await Assert.That(await piped.ReadLineAsync("", false, CancellationToken.None)).IsEqualTo("two");
    }

    [Test]
    public async Task Prompts_and_messages_are_lines_and_an_empty_prompt_is_none()
    {
        using var output = new MemoryStream();
        var piped = new PipedInterface(new MemoryStream("hans\nsecret\nhelp\n"u8.ToArray()), output);
        await piped.ReadLineAsync("Name: ", false, CancellationToken.None);
        await piped.ReadLineAsync("Password: ", true, CancellationToken.None);
        piped.Print("Welcome, 日本!");
        await piped.ReadLineAsync("", false, CancellationToken.None);
        await Assert.That(Encoding.UTF8.GetString(output.ToArray())).IsEqualTo("Name:\nPassword:\nWelcome, 日本!\n");
    }

    [Test]
    public async Task Lines_of_several_threads_stay_whole()
    {
        using var output = new MemoryStream();
        var piped = new PipedInterface(Stream.Null, output);
        Parallel.For(0, 500, i => piped.Print($"line {i}"));
        await Assert.That(Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order())
            .IsEquivalentTo(Enumerable.Range(0, 500).Select(i => $"line {i}").Order());
    }

    [Test]
    public async Task A_closed_output_does_not_keep_the_input_from_being_read()
    {
        var output = new MemoryStream();
        await output.DisposeAsync();
        var piped = new PipedInterface(new MemoryStream("one\n"u8.ToArray()), output);
        await Assert.That(piped.HasReader).IsTrue();
        piped.Print("nobody sees this");
        await Assert.That(piped.HasReader).IsFalse();
        await Assert.That(await piped.ReadLineAsync("> ", false, CancellationToken.None)).IsEqualTo("one");
        await Assert.That(await piped.ReadLineAsync("> ", false, CancellationToken.None)).IsNull();
    }

    private static async Task<List<string>> ReadAll(byte[] bytes)
    {
        var input = new PipedInput(new MemoryStream(bytes));
        var lines = new List<string>();
        while (await input.ReadLineAsync(CancellationToken.None) is { } line) lines.Add(line);
        return lines;
    }
}
