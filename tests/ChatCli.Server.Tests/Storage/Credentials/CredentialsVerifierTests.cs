using System.Text;
using ChatCli.Protocol.Messages;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

/// <summary>How the passwords in credentials.txt become verifiers.</summary>
public sealed class CredentialsVerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    private string FilePath => Path.Combine(_folder, "credentials.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_verifier_in_the_file_is_known_at_once()
    {
        ScramVerifier verifier = Passwords.Verifier("secret");
        using CredentialsFile file = Open($"ann {verifier}\n");

        ValueTask<ScramVerifier?> finding = file.FindVerifierAsync("ann");

        await Assert.That(finding.IsCompletedSuccessfully).IsTrue();
        await Assert.That(finding.Result).IsEqualTo(verifier);
        await Assert.That(file.IsCurrent("ann", verifier)).IsTrue();
        await Assert.That(await file.FindVerifierAsync("nobody")).IsNull();
        await Assert.That(file.IsCurrent("nobody", verifier)).IsFalse();
    }

    [Test]
    public async Task A_malformed_verifier_is_reported_by_its_line_and_not_taken_for_a_password()
    {
        await Assert.That(() => Open("ann a\nbob SCRAM-SHA-256$5000:abc$def:ghi\n")).Throws<StoreException>().WithMessageContaining("line 2: not a possible verifier");
    }

    [Test]
    public async Task The_verifier_of_a_password_is_derived_once_for_all_who_ask()
    {
        using CredentialsFile file = Open("ann a\n");

        ScramVerifier?[] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => file.FindVerifierAsync("ann").AsTask())));

        // Its salt is random: derived twice, they would differ.
        await Assert.That(found.Distinct().Count()).IsEqualTo(1);
        await Assert.That(Passwords.Fits(found[0], "a")).IsTrue();
        await Assert.That(found[0]!.Iterations).IsEqualTo(Limits.MinIterations);
        await Assert.That(file.FindVerifierAsync("ann").IsCompletedSuccessfully).IsTrue();
        await Assert.That(file.IsCurrent("ann", found[0]!)).IsTrue();
        await Assert.That(file.IsCurrent("ann", Passwords.Verifier("a"))).IsFalse();
    }

    [Test]
    public async Task A_password_that_was_proved_is_replaced_and_every_other_byte_stays()
    {
        using CredentialsFile file = Open("\ufeff\r\nann a\r\n \r\nbob b\r\neve e");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        ScramVerifier bob = await ProveAsync(file, "bob");
        await file.SettleAsync();
        await Assert.That(Content()).IsEqualTo($"\ufeff\r\nann a\r\n \r\nbob {bob}\r\neve e");

        ScramVerifier eve = await ProveAsync(file, "eve");
        await file.SettleAsync();

        await Assert.That(Content()).IsEqualTo($"\ufeff\r\nann a\r\n \r\nbob {bob}\r\neve {eve}");
        // That is no change of the password.
        await Assert.That(file.IsCurrent("bob", bob)).IsTrue();
        for (int i = 0; i < 3; i++) file.Refresh();
        await Assert.That(changes).IsEmpty();
        using CredentialsFile again = CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext: false);
        await Assert.That(await again.FindVerifierAsync("bob")).IsEqualTo(bob);
    }

    [Test]
    public async Task Many_that_are_proved_at_once_are_all_replaced()
    {
        using CredentialsFile file = Open(string.Concat(Enumerable.Range(0, 40).Select(i => $"user{i} p{i}\n")));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => ProveAsync(file, $"user{i}"))));
        await file.SettleAsync();

        string[] lines = await File.ReadAllLinesAsync(FilePath);
        for (int i = 0; i < 40; i++)
        {
            await Assert.That(lines[i]).StartsWith($"user{i} SCRAM-SHA-256$4096:");
            await Assert.That(Passwords.Fits(await file.FindVerifierAsync($"user{i}"), $"p{i}")).IsTrue();
        }
    }

    [Test]
    public async Task Passwords_stay_where_they_are_to_stay()
    {
        using CredentialsFile file = Open("ann a\n", keepsPlaintext: true);

        ScramVerifier verifier = await ProveAsync(file, "ann");
        await file.SettleAsync();

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\n");
        await Assert.That(file.IsCurrent("ann", verifier)).IsTrue();
        // New accounts are no plain lines even so.
        await file.AddAsync("eve", Passwords.Verifier("e"));
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann a\neve {Passwords.Verifier("e")}\n");
    }

    [Test]
    public async Task A_password_that_was_edited_before_its_verifier_was_written_stays()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        ScramVerifier? ann = await file.FindVerifierAsync("ann");
        Edit("ann new\nbob b\n");

        file.Proved("ann", ann!);
        ScramVerifier bob = await ProveAsync(file, "bob");
        await file.SettleAsync();

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann new\nbob {bob}\n");
        await Assert.That(changes.Single().Repassworded.Single()).IsEqualTo("ann");
        await Assert.That(file.IsCurrent("ann", ann!)).IsFalse();
        await Assert.That(Passwords.Fits(await file.FindVerifierAsync("ann"), "new")).IsTrue();
    }

    [Test]
    public async Task A_hand_edit_of_a_password_or_a_verifier_is_a_change_of_the_password()
    {
        ScramVerifier first = Passwords.Verifier("1"), second = Passwords.Verifier("2");
        using CredentialsFile file = Open($"ann a\nbob {first}\ncarol {first}\ndave d\n");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        ScramVerifier? dave = await file.FindVerifierAsync("dave");

        Edit($"ann {first}\nbob {second}\ncarol c\ndave d\n");
        file.Refresh();
        file.Refresh();

        await Assert.That(string.Join(' ', changes.Single().Repassworded)).IsEqualTo("ann bob carol");
        await Assert.That(changes.Single().Added.Count + changes.Single().Removed.Count).IsEqualTo(0);
        await Assert.That(file.IsCurrent("bob", first)).IsFalse();
        await Assert.That(file.IsCurrent("bob", second)).IsTrue();
        // What stayed is not derived again.
        await Assert.That(file.IsCurrent("dave", dave!)).IsTrue();
    }

    [Test]
    public async Task A_changed_password_is_kept_and_every_other_byte_stays()
    {
        using CredentialsFile file = Open($"\ufeffann a\r\nbob {Passwords.Verifier("b")}\r\neve e");
        var changes = new List<AccountChanges>();
        file.Changed = changes.Add;
        ScramVerifier verifier = Passwords.Verifier("new");

        await Assert.That(await file.SetVerifierAsync("bob", verifier)).IsTrue();
        await Assert.That(await file.SetVerifierAsync("nobody", verifier)).IsFalse();

        await Assert.That(Content()).IsEqualTo($"\ufeffann a\r\nbob {verifier}\r\neve e");
        await Assert.That(file.IsCurrent("bob", verifier)).IsTrue();
        for (int i = 0; i < 3; i++) file.Refresh();
        await Assert.That(changes).IsEmpty();
    }

    [Test]
    public async Task A_password_that_cannot_be_written_stays_is_reported_once_and_replaced_another_time()
    {
        using CredentialsFile file = Open("ann a\nbob b\n");
        var rejected = new List<string>();
        file.Rejected = rejected.Add;
        Directory.CreateDirectory(Path.Combine(FilePath + ".new", "full"));

        ScramVerifier verifier = await ProveAsync(file, "ann");
        await file.SettleAsync();
        await Assert.That(await file.SetVerifierAsync("ann", Passwords.Verifier("new"))).IsFalse();
        await ProveAsync(file, "ann");
        await file.SettleAsync();

        await Assert.That(rejected.Count).IsEqualTo(1);
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo("ann a\nbob b\n");
        await Assert.That(file.IsCurrent("ann", verifier)).IsTrue();
        Directory.Delete(FilePath + ".new", recursive: true);
        await ProveAsync(file, "ann");
        await file.SettleAsync();
        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann {verifier}\nbob b\n");

        // It worked in between.
        Directory.CreateDirectory(Path.Combine(FilePath + ".new", "full"));
        await ProveAsync(file, "bob");
        await file.SettleAsync();
        await Assert.That(rejected.Count).IsEqualTo(2);
    }

    [Test]
    public async Task The_end_waits_for_what_is_being_written()
    {
        ScramVerifier verifier;
        using (CredentialsFile file = Open("ann a\n")) verifier = await ProveAsync(file, "ann");

        await Assert.That(await File.ReadAllTextAsync(FilePath)).IsEqualTo($"ann {verifier}\n");
    }

    private string Content() => Encoding.UTF8.GetString(File.ReadAllBytes(FilePath));

    private static async Task<ScramVerifier> ProveAsync(CredentialsFile file, string name)
    {
        ScramVerifier verifier = await file.FindVerifierAsync(name) ?? throw new InvalidOperationException($"no account {name}");
        file.Proved(name, verifier);
        return verifier;
    }

    private CredentialsFile Open(string content, bool keepsPlaintext = false)
    {
        File.WriteAllText(FilePath, content);
        return CredentialsFile.Open(FilePath, Limits.MinIterations, keepsPlaintext);
    }

    /// <summary>As an editor does it, at a time of its own even on a coarse clock.</summary>
    private void Edit(string content)
    {
        DateTime before = File.GetLastWriteTimeUtc(FilePath);
        File.WriteAllText(FilePath, content);
        File.SetLastWriteTimeUtc(FilePath, before.AddSeconds(1));
    }
}
