using System.Text;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace ChatCli.Server.Tests;

/// <summary>What holds for any file. A failure names the seed with which it comes again.</summary>
public class CredentialsFormatPropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly ScramVerifier Eve = Passwords.Verifier("e"), Other = Passwords.Verifier("other");

    /// <summary>Bytes of which accounts are made, and line ends of all kinds.</summary>
    private static readonly Gen<byte[]> Files = Gen.Frequency(
            (6, Gen.Elements<int>('a', 'b', '$')), (3, Gen.Constant((int)' ')), (2, Gen.Constant((int)'\n')), (2, Gen.Constant((int)'\r')), (1, Gen.Choose(0, 255)))
        .Select(value => (byte)value).ArrayOf().Resize(24);

    [Test]
    public void Any_file_has_accounts_or_an_error_that_names_a_line() =>
        Prop.ForAll(Files.ToArbitrary(), file =>
            {
                (Dictionary<string, string>? accounts, string? error) = CredentialsFormat.Parse(file);
                return accounts is null ? error!.StartsWith("line ", StringComparison.Ordinal) : error is null;
            })
            .Check(Cases);

    [Test]
    public void Appending_adds_one_account_and_changes_no_other_byte() =>
        Prop.ForAll(Files.ToArbitrary(), file =>
            {
                if (CredentialsFormat.Parse(file).Accounts is not { } before) return true;
                byte[] longer = CredentialsFormat.Append(file, "eve", Eve);
                Dictionary<string, string>? after = CredentialsFormat.Parse(longer).Accounts;
                return longer.AsSpan().StartsWith(file) && after?.Count == before.Count + 1 && after["eve"] == $"{Eve}"
                    && before.All(account => after[account.Key] == account.Value);
            })
            .Check(Cases);

    [Test]
    public void Replacing_changes_one_secret_and_no_other_byte() =>
        Prop.ForAll(Files.ToArbitrary(), Files.ToArbitrary(), (before, after) =>
            {
                byte[] With(string secret) => [.. before, .. Encoding.ASCII.GetBytes($"\neve {secret}\r\n"), .. after];
                byte[] replaced = CredentialsFormat.Replace(With("e"), new Dictionary<string, ScramVerifier> { ["eve"] = Other });
                return replaced.AsSpan().SequenceEqual(With($"{Other}"));
            })
            .Check(Cases);
}
