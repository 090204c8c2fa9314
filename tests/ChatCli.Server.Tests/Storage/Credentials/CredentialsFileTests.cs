using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public sealed class CredentialsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    private static readonly ScramVerifier E = Passwords.Verifier("e"), X = Passwords.Verifier("x");

    private string FilePath => Path.Combine(_folder, "credentials.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task The_accounts_of_the_file_are_read()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");

        await Assert.That(string.Join(' ', file.List().Order())).IsEqualTo("ann bob");
        await Assert.That(await HasAsync(file, "ann", "a")).IsTrue();
        await Assert.That(await HasAsync(file, "ann", "b")).IsFalse();
        await Assert.That(await HasAsync(file, "ann", "")).IsFalse();
        await Assert.That(await HasAsync(file, "Ann", "a")).IsFalse();
        await Assert.That(await HasAsync(file, "nobody", "")).IsFalse();
    }

    [Test]
    public async Task A_malformed_file_is_not_opened()
    {
        await Assert.That(() => Open("ann a\nbroken\n")).Throws<StoreException>()
            .WithMessage($"{FilePath}, line 2: expected a name, one space and a password");
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_not_opened()
    {
        Directory.CreateDirectory(FilePath);

        await Assert.That(() => CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false)).Throws<StoreException>()
            .WithMessageContaining($"cannot read {FilePath}: ");
    }

    [Test]
    public async Task A_new_account_is_appended_and_every_other_byte_stays()
    {
        using CredentialsFile file = Open("\ufeff\r\nann a\r\n\r\nbob b");

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);

        await Assert.That(await File.ReadAllBytesAsync(FilePath)).IsEquivalentTo(Encoding.UTF8.GetBytes($"\ufeff\r\nann a\r\n\r\nbob b\r\neve {E}\r\n"));
        await Assert.That(await HasAsync(file, "eve", "e")).IsTrue();
        await Assert.That(await file.AddAsync("eve", X)).IsEqualTo(AddAccountResult.Taken);
        await Assert.That(await HasAsync(file, "eve", "e")).IsTrue();
    }

    [Test]
    public async Task A_missing_file_is_made_readable_by_its_owner_alone()
    {
        using CredentialsFile file = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"eve {E}\n");
        if (OperatingSystem.IsWindows()) return;
        foreach (string path in (string[])[FilePath, FilePath + ".lock"])
            await Assert.That(File.GetUnixFileMode(path)).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    [Arguments("600")]
    [Arguments("640")]
    [Arguments("666")]
    [Arguments("664")]
    public async Task The_mode_of_the_file_stays(string mode)
    {
        if (OperatingSystem.IsWindows()) return;
        using CredentialsFile file = Open("ann a\n");
        File.SetUnixFileMode(FilePath, (UnixFileMode)Convert.ToInt32(mode, 8));

        await file.AddAsync("eve", E);

        await Assert.That(Stat("%a")).IsEqualTo(mode);
    }

    [Test]
    public async Task The_owner_of_the_file_stays()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return;
        using CredentialsFile file = Open("ann a\n");
        Run("chown", "12345:12346", FilePath);

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);

        await Assert.That(Stat("%u:%g")).IsEqualTo("12345:12346");
    }

    [Test]
    public async Task A_link_stays_a_link_and_what_it_names_is_replaced()
    {
        string real = Path.Combine(_folder, "real.txt");
        await File.WriteAllTextAsync(real, "ann a\n");
        File.CreateSymbolicLink(FilePath, real);
        using CredentialsFile file = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);

        await file.AddAsync("eve", E);

        await Assert.That(File.ResolveLinkTarget(FilePath, true)!.FullName).IsEqualTo(real);
        await Assert.That(await File.ReadAllTextAsync(real)).IsEqualTo($"ann a\neve {E}\n");
    }

    [Test]
    public async Task What_a_killed_writer_left_behind_does_no_harm()
    {
        using CredentialsFile file = Open("ann a\n");
        await File.WriteAllTextAsync(FilePath + ".new", "half a li");
        await File.WriteAllTextAsync(FilePath + ".lock", "");

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann a\neve {E}\n");
        await Assert.That(File.Exists(FilePath + ".new")).IsFalse();
    }

    [Test]
    public async Task A_reader_sees_the_old_or_the_new_file_whole_at_any_moment()
    {
        using CredentialsFile file = Open("ann a\n");
        Task adding = Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++) await file.AddAsync($"user{i}", X);
        });
        while (!adding.IsCompleted)
            await Assert.That(CredentialsFormat.Parse(await File.ReadAllBytesAsync(FilePath)).Accounts!.Count).IsGreaterThan(0);
        await adding;
    }

    [Test]
    public async Task A_hand_edit_is_picked_up()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        file.Refresh();
        await Assert.That(changes).IsEmpty();

        Edit("ann new\neve e\n");
        for (int i = 0; i < 4; i++) file.Refresh();

        await Assert.That(changes.Count).IsEqualTo(1);
        await Assert.That(changes[0].Added.Single()).IsEqualTo("eve");
        await Assert.That(changes[0].Removed.Single()).IsEqualTo("bob");
        await Assert.That(changes[0].Repassworded.Single()).IsEqualTo("ann");
        await Assert.That(await HasAsync(file, "ann", "new")).IsTrue();
        await Assert.That(await HasAsync(file, "bob", "b")).IsFalse();
    }

    [Test]
    public async Task A_malformed_hand_edit_is_reported_once_and_the_last_good_accounts_stay()
    {
        using CredentialsFile file = Open("ann a\n");
        var rejected = new List<string>();
        var changes = new List<AccountChanges>();
        (file.Rejected, file.Changed) = (rejected.Add, changes.Add);

        Edit("ann a\nbroken\n");
        for (int i = 0; i < 4; i++) file.Refresh();
        await Assert.That(rejected.Count).IsEqualTo(1);
        await Assert.That(rejected[0]).Contains("line 2");
        Edit("ann a\nstill broken here\n");
        for (int i = 0; i < 4; i++) file.Refresh();

        await Assert.That(rejected.Count).IsEqualTo(2);
        await Assert.That(changes).IsEmpty();
        await Assert.That(await HasAsync(file, "ann", "a")).IsTrue();
        Edit("ann a\neve e\n");
        file.Refresh();
        file.Refresh();
        await Assert.That(changes.Single().Added.Single()).IsEqualTo("eve");
    }

    [Test]
    public async Task A_file_that_an_editor_is_still_writing_removes_nobody()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;

        Edit("");
        file.Refresh();
        Edit("ann a\n");
        file.Refresh();
        Edit("ann a\nbob b\neve e\n");
        file.Refresh();
        file.Refresh();

        await Assert.That(changes.Single().Added.Single()).IsEqualTo("eve");
        await Assert.That(changes.Single().Removed.Count).IsEqualTo(0);
    }

    [Test]
    public async Task A_file_that_is_missing_for_a_while_removes_nobody()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var rejected = new List<string>();
        var changes = new List<AccountChanges>();
        (file.Rejected, file.Changed) = (rejected.Add, changes.Add);

        File.Move(FilePath, FilePath + ".aside");
        file.Refresh();
        file.Refresh();
        await Assert.That(changes).IsEmpty();
        await Assert.That(rejected.Count).IsEqualTo(1);
        await Assert.That(await HasAsync(file, "ann", "a")).IsTrue();
        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.NotStored);
        File.Move(FilePath + ".aside", FilePath);
        file.Refresh();

        await Assert.That(changes).IsEmpty();
        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann a\nbob b\neve {E}\n");
    }

    [Test]
    public async Task A_hand_edit_is_kept_when_an_account_is_added_before_it_was_noticed()
    {
        using CredentialsFile file = Open("ann a\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        Edit("ann a\nbob b\n");

        await file.AddAsync("eve", E);
        file.Refresh();

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann a\nbob b\neve {E}\n");
        await Assert.That(changes.Single().Added.Single()).IsEqualTo("bob");
    }

    [Test]
    public async Task Nothing_is_added_to_what_may_be_half_of_an_edited_file()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;

        Edit("ann a\n");
        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.NotStored);
        await Assert.That(changes).IsEmpty();
        Edit("ann a\nbob new\n");

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann a\nbob new\neve {E}\n");
        await Assert.That(changes.Single().Repassworded.Single()).IsEqualTo("bob");
    }

    [Test]
    public async Task Nothing_is_added_to_a_malformed_file()
    {
        using CredentialsFile file = Open("ann a\n");
        Edit("ann a\nbroken\n");

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.NotStored);

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\nbroken\n");
    }

    [Test]
    public async Task Of_two_additions_of_one_name_at_once_one_wins()
    {
        using CredentialsFile file = Open("ann a\n");

        AddAccountResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => file.AddAsync("eve", Passwords.Verifier($"e{i}")).AsTask()));

        await Assert.That(results.Count(result => result == AddAccountResult.Added)).IsEqualTo(1);
        await Assert.That(results.Count(result => result == AddAccountResult.Taken)).IsEqualTo(9);
    }

    [Test]
    public async Task Two_programs_that_add_at_once_lose_nothing()
    {
        using CredentialsFile first = Open("ann a\n");
        string link = Path.Combine(_folder, "link.txt");
        File.CreateSymbolicLink(link, FilePath);
        using CredentialsFile second = CredentialsFile.Open(link, Limits.MinIterations, keepsPlaintext: false);

        AddAccountResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            i => Task.Run(() => (i % 2 == 0 ? first : second).AddAsync($"user{i}", X).AsTask())));

        await Assert.That(results.All(result => result == AddAccountResult.Added)).IsTrue();
        using CredentialsFile third = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);
        await Assert.That(third.List().Count).IsEqualTo(41);
    }

    [Test]
    public async Task What_cannot_be_written_is_not_stored()
    {
        using CredentialsFile file = Open("ann a\n");
        // In the way of the temporary file, for root too.
        Directory.CreateDirectory(Path.Combine(FilePath + ".new", "full"));

        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.NotStored);

        await Assert.That(file.List().Count).IsEqualTo(1);
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\n");
        Directory.Delete(FilePath + ".new", recursive: true);
        await Assert.That(await file.AddAsync("eve", E)).IsEqualTo(AddAccountResult.Added);
    }

    private static async Task<bool> HasAsync(CredentialsFile file, string name, string password) =>
        Passwords.Fits(await file.FindVerifierAsync(name), password);

    private CredentialsFile Open(string content)
    {
        File.WriteAllText(FilePath, content);
        return CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);
    }

    /// <summary>As an editor does it, at a time of its own even on a coarse clock.</summary>
    private void Edit(string content)
    {
        DateTime before = File.GetLastWriteTimeUtc(FilePath);
        File.WriteAllText(FilePath, content);
        File.SetLastWriteTimeUtc(FilePath, before.AddSeconds(1));
    }

    private string Stat(string format) => Run("stat", "-c", format, FilePath);

    internal static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} failed with {process.ExitCode}"));
    }
}
