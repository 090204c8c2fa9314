using System.Globalization;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Rules;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>The administrator's commands on the file of accounts.</summary>
public sealed class AccountMaintenanceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    private string FilePath => Path.Combine(_folder, "credentials.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task An_added_account_has_a_verifier_and_every_other_byte_stays()
    {
        await File.WriteAllTextAsync(FilePath, "\ufeffann a\r\n\r\nbob b");

        await Assert.That(Run(accounts => accounts.Add("eve", () => "secret", Limits.MinIterations))).IsEqualTo("eve: account created\n");

        string content = await File.ReadAllTextAsync(FilePath);
        await Assert.That(content).StartsWith("ann a\r\n\r\nbob b\r\neve SCRAM-SHA-256$4096:");
        await Assert.That((await File.ReadAllBytesAsync(FilePath))[0]).IsEqualTo((byte)0xEF);
        using CredentialsFile file = Open();
        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("eve"), "secret")).IsTrue();
    }

    [Test]
    public async Task Another_password_counts_and_every_other_byte_stays()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\r\nbob b\neve e");

        await Assert.That(Run(accounts => accounts.ChangePassword("bob", () => "new", Limits.MinIterations))).IsEqualTo("bob: password changed\n");

        string[] lines = (await File.ReadAllTextAsync(FilePath)).Split('\n');
        await Assert.That($"{lines[0]}|{lines[2]}").IsEqualTo("ann a\r|eve e");
        using CredentialsFile file = Open();
        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("bob"), "new")).IsTrue();
    }

    [Test]
    [Arguments("ann a\r\nbob b\r\n\r\neve e", "bob", "ann a\r\n\r\neve e")]
    [Arguments("ann a\nbob b", "bob", "ann a\n")]
    [Arguments("bob b\n", "bob", "")]
    [Arguments("ann a\nanna b\n", "ann", "anna b\n")]
    public async Task A_removed_account_loses_its_line_and_every_other_byte_stays(string before, string name, string after)
    {
        await File.WriteAllTextAsync(FilePath, before);

        await Assert.That(Run(accounts => accounts.Remove(name))).IsEqualTo($"{name}: account removed\n");

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo(after);
    }

    [Test]
    public async Task The_list_is_sorted_and_shows_no_secret()
    {
        await File.WriteAllTextAsync(FilePath, $"eve {Passwords.Verifier("e")}\nann a\nBob SCRAM\n");

        await Assert.That(Run(accounts => accounts.ShowList())).IsEqualTo("Bob plain\nann plain\neve verifier\n");
    }

    [Test]
    public async Task What_cannot_be_done_is_said_before_a_password_is_asked_for_and_changes_nothing()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\n");
        static string Never() => throw new InvalidOperationException("A password was asked for.");

        await Assert.That(Refusal(accounts => accounts.Add("ann", Never, 4096))).IsEqualTo("ann has an account already");
        await Assert.That(Refusal(accounts => accounts.Add("a b", Never, 4096))).StartsWith("a name is 1 to 32 printable");
        await Assert.That(Refusal(accounts => accounts.Add("", Never, 4096))).StartsWith("a name is 1 to 32 printable");
        await Assert.That(Refusal(accounts => accounts.ChangePassword("bob", Never, 4096))).IsEqualTo($"there is no account bob in {FilePath}");
        await Assert.That(Refusal(accounts => accounts.Remove("bob"))).IsEqualTo($"there is no account bob in {FilePath}");
        await Assert.That(Refusal(accounts => accounts.Unblock("bob"))).IsEqualTo($"there is no account bob in {FilePath}");
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\n");
        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();

        await File.WriteAllTextAsync(FilePath, "ann a\nbroken\n");
        await Assert.That(Refusal(accounts => accounts.Remove("ann"))).StartsWith($"{FilePath}, line 2: ");
    }

    [Test]
    public async Task A_name_that_somebody_takes_while_the_password_is_typed_is_taken()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\n");

        string refusal = Refusal(accounts => accounts.Add(
            "eve",
            () =>
            {
                File.AppendAllText(FilePath, "eve e\n");
                return "mine";
            },
            Limits.MinIterations));

        await Assert.That(refusal).IsEqualTo("eve has an account already");
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\neve e\n");
        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();
    }

    [Test]
    public async Task Commands_and_a_server_that_write_at_once_lose_nothing()
    {
        await File.WriteAllTextAsync(FilePath, string.Concat(Enumerable.Range(0, 20).Select(i => $"old{i} p{i}\ngone{i} g{i}\n")));
        using CredentialsFile file = Open();
        file.Requested = _ => Task.FromResult(true);
        var rejected = new List<string>();
        file.Rejected = rejected.Add;
        using var ended = new CancellationTokenSource();
        Task refreshing = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested) file.Refresh();
        });

        Task commands = Task.WhenAll(Enumerable.Range(0, 4).Select(part => Task.Run(() =>
        {
            var accounts = new AccountMaintenance(FilePath, TextWriter.Null);
            for (int i = part * 5; i < (part * 5) + 5; i++)
            {
                accounts.Add($"new{i}", () => $"n{i}", Limits.MinIterations);
                accounts.ChangePassword($"old{i}", () => $"changed{i}", Limits.MinIterations);
                accounts.Remove($"gone{i}");
            }
        })));
        AddAccountResult[] registered = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => file.AddAsync($"client{i}", Passwords.Verifier("c")).AsTask()));
        string password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, "process");
        for (int i = 0; i < 3; i++)
        {
            (int status, _, string errors) = await ServerProcess.RunAsync(
                "user", "add", $"process{i}", "--credentials", FilePath, "--iterations", "4096", "--password-file", password);
            await Assert.That($"{status} {errors}").IsEqualTo("0 ");
        }
        await commands;
        ended.Cancel();
        await refreshing;

        await Assert.That(registered.All(result => result == AddAccountResult.Added)).IsTrue().Because(string.Join("; ", rejected));
        using CredentialsFile again = Open();
        string[] expected =
        [
            .. Enumerable.Range(0, 20).SelectMany(i => (string[])[$"new{i}", $"old{i}", $"client{i}"]),
            .. Enumerable.Range(0, 3).Select(i => $"process{i}"),
        ];
        await Assert.That(string.Join(' ', again.List().Order())).IsEqualTo(string.Join(' ', expected.Order()));
        for (int i = 0; i < 20; i++)
            await Assert.That(Passwords.Fits(await again.FindVerifierAsync($"old{i}"), string.Create(CultureInfo.InvariantCulture, $"changed{i}"))).IsTrue();
    }

    [Test]
    public async Task An_edit_by_hand_that_lands_while_the_server_writes_is_kept()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\n");
        using CredentialsFile file = Open();
        ScramVerifier ann = (await file.FindVerifierAsync("ann"))!;
        await File.WriteAllTextAsync(FilePath, "ann a\nbob b\n");
        var seen = new List<string>();
        // Called between the reading and the writing.
        file.Changed = changes =>
        {
            seen.AddRange(changes.Added);
            if (seen.Count == 1) File.AppendAllText(FilePath, "carol c\n");
        };

        file.Proved("ann", ann);
        await file.SettleAsync();

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann {ann}\nbob b\ncarol c\n");
        await Assert.That(string.Join(' ', seen)).IsEqualTo("bob carol");
        await Assert.That(File.Exists(FilePath + ".new")).IsFalse();
    }

    [Test]
    public async Task The_file_is_not_replaced_when_it_changed_after_it_was_read()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\n");
        using CredentialsLock held = CredentialsLock.Take(FilePath);
        byte[] read = held.Read();
        // As long, and within one tick of a coarse clock.
        await File.WriteAllTextAsync(FilePath, "bob b\n");

        await Assert.That(held.TryReplace(read, "mine x\n"u8.ToArray())).IsFalse();

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("bob b\n");
        await Assert.That(held.TryReplace(held.Read(), "mine x\n"u8.ToArray())).IsTrue();
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("mine x\n");
    }

    [Test]
    public async Task Without_a_server_nobody_is_unblocked_and_nothing_is_left_to_do()
    {
        await File.WriteAllTextAsync(FilePath, "ann a\n");

        await Assert.That(Refusal(accounts => accounts.Unblock("ann"))).IsEqualTo($"no server is running with {FilePath}: nobody is blocked");

        await Assert.That(AdminRequestFile.MayHaveSome(FilePath)).IsFalse();
    }

    [Test]
    public async Task What_an_administrator_makes_belongs_to_the_owner_of_the_accounts()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return;
        await File.WriteAllTextAsync(FilePath, "ann a\n");
        CredentialsFileTests.Run("chown", "12345:12346", FilePath);

        Run(accounts => accounts.Add("eve", () => "secret", Limits.MinIterations));

        foreach (string suffix in (string[])["", ".lock", ".requests"])
            await Assert.That(CredentialsFileTests.Run("stat", "-c", "%u:%g", FilePath + suffix)).IsEqualTo("12345:12346");
        await Assert.That(File.GetUnixFileMode(FilePath + ".requests")).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private CredentialsFile Open() => CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);

    private string Run(Func<AccountMaintenance, int> command)
    {
        var output = new StringWriter { NewLine = "\n" };
        return command(new AccountMaintenance(FilePath, output)) == 0 ? output.ToString() : throw new InvalidOperationException("It failed without a word.");
    }

    private string Refusal(Func<AccountMaintenance, int> command) => Assert.Throws<StoreException>(() => Run(command)).Message;
}
