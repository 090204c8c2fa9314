using System.Globalization;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class StoreProcessTests
{
    [Test]
    public async Task What_was_acknowledged_is_there_after_kill_9()
    {
        using var folder = new StoreFolder();
        string credentials = folder.File("credentials.txt");
        await File.WriteAllLinesAsync(credentials, ["ann a", "bob b", "carol c"]);
        var rounds = new List<(int Begin, int Acknowledged, int End)>();
        int sent = 0;
        for (int round = 0; round < 3; round++)
        {
            using ServerProcess server = (await ServerProcess.StartAsync(credentials, folder.Path))!;
            using ScriptedClient ann = await server.LoginAsync("ann", "a");
            int begin = sent;
            for (int i = 0; i < 41; i++)
            {
                sent = await SendAsync(ann, sent, 25);
                // Answered when it is kept, and with it everything that was asked for before.
                await Assert.That((await ann.AskAsync(i % 2 == round % 2 ? "block" : "unblock", ("user", "carol"))).Type).IsEqualTo("ok");
            }
            int acknowledged = sent;
            sent = await SendAsync(ann, sent, 1000);
            server.Kill();
            rounds.Add((begin, acknowledged, sent));
        }

        using ServerProcess restarted = (await ServerProcess.StartAsync(credentials, folder.Path))!;
        using ScriptedClient carol = await restarted.LoginAsync("carol", "c");
        await Assert.That(await carol.TryMessageAsync("ann", "x")).IsEqualTo("error blocked");
        using ScriptedClient bob = await restarted.LoginAsync("bob", "b");
        List<int> received = [];
        while (received.Count == 0 || received[^1] < rounds[^1].Acknowledged - 1) received.Add(Number(await bob.ReadAsync()));
        received.AddRange((await bob.EventsAsync()).Where(line => line.Type == "message").Select(Number));
        foreach ((int begin, int acknowledged, int end) in rounds)
        {
            int[] numbers = [.. received.Where(number => number >= begin && number < end)];
            // In order and without a gap, at least what was acknowledged.
            await Assert.That(numbers.SequenceEqual(Enumerable.Range(begin, numbers.Length))).IsTrue();
            await Assert.That(numbers.Length).IsGreaterThanOrEqualTo(acknowledged - begin);
        }
        restarted.Kill();

        (int status, string output, string errors) = await ServerProcess.RunAsync("check", "--data", folder.Path);
        await Assert.That($"{status} {errors}").IsEqualTo("0 ");
        await Assert.That(output).Contains("no damage found");
    }

    [Test]
    public async Task A_second_server_on_the_folder_ends_with_one_line()
    {
        using var folder = new StoreFolder();
        string credentials = folder.File("credentials.txt");
        await File.WriteAllTextAsync(credentials, "ann a");
        using ServerProcess server = (await ServerProcess.StartAsync(credentials, folder.Path))!;

        (int status, string output, string errors) = await ServerProcess.RunAsync("0", "--credentials", credentials, "--data", folder.Path);

        await Assert.That($"{status} {output} {errors}")
            .IsEqualTo($"1  chatcli-server: the data folder {folder.Path} is used by another server; choose another one with --data");
        await Assert.That((await ServerProcess.RunAsync("check", "--data", folder.Path)).Status).IsEqualTo(0);
        await Assert.That((await ServerProcess.RunAsync("backup", folder.File("copy"), "--data", folder.Path)).Status).IsEqualTo(0);
        await Assert.That(File.Exists(folder.File("copy"))).IsTrue();
    }

    [Test]
    public async Task A_folder_that_cannot_be_used_ends_the_server_with_one_line()
    {
        using var folder = new StoreFolder();
        string credentials = folder.File("credentials.txt");
        await File.WriteAllTextAsync(credentials, "ann a");

        (int status, _, string errors) = await ServerProcess.RunAsync("0", "--credentials", credentials, "--data", credentials);

        await Assert.That(status).IsEqualTo(1);
        await Assert.That(errors).StartsWith($"chatcli-server: cannot use the data folder {credentials}: ");
        await Assert.That(errors).DoesNotContain('\n');
    }

    [Test]
    [Arguments("backup", "backup needs the name of the copy")]
    [Arguments("backup a b", "Argument 'b' is not recognized.")]
    [Arguments("check x", "Argument 'x' is not recognized.")]
    [Arguments("check --data :memory:", "what is in memory ends with its server")]
    [Arguments("check --data=", "--data needs a folder")]
    [Arguments("check --data", "missing value for --data")]
    [Arguments("5000 check", "the block duration must be a whole number")]
    public async Task A_wrong_command_line_is_explained(string line, string why)
    {
        (int status, _, string errors) = await ServerProcess.RunAsync(line.Split(' '));

        await Assert.That(status).IsEqualTo(2);
        await Assert.That(errors).StartsWith($"chatcli-server: {why}");
    }

    private static async Task<int> SendAsync(ScriptedClient client, int first, int count)
    {
        for (int i = first; i < first + count; i++) await client.RequestAsync("message", ("to", "bob"), ("text", $"{i}"));
        return first + count;
    }

    private static int Number(WireLine message) => int.Parse($"{message["text"]}", CultureInfo.InvariantCulture);
}
