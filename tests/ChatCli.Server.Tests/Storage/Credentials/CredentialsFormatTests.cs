using System.Text;
using ChatCli.Protocol.Scram;
using ChatCli.Server.Storage.Credentials;
using ChatCli.Testing;

namespace ChatCli.Server.Tests;

public class CredentialsFormatTests
{
    private static readonly ScramVerifier E = Passwords.Verifier("e");

    [Test]
    [Arguments("ann a\nbob b\n")]
    [Arguments("ann a\nbob b")]
    [Arguments("ann a\r\nbob b\r\n")]
    [Arguments("ann a\r\nbob b")]
    [Arguments("\ufeffann a\nbob b\n")]
    [Arguments("\n\nann a\n\n  \n\t\nbob b\n\n")]
    [Arguments("\r\nann a\r\n\r\nbob b\r\n\r\n")]
    public async Task Byte_order_mark_line_ends_and_blank_lines_do_not_matter(string file)
    {
        (Dictionary<string, string>? accounts, string? error) = Parse(file);

        await Assert.That(error).IsNull();
        await Assert.That(string.Join(' ', accounts!.Select(account => $"{account.Key}={account.Value}"))).IsEqualTo("ann=a bob=b");
    }

    [Test]
    [Arguments("")]
    [Arguments("\ufeff")]
    [Arguments("\n")]
    [Arguments("\r\n  \r\n")]
    public async Task A_file_may_have_no_accounts(string file)
    {
        await Assert.That(Parse(file).Accounts!.Count).IsEqualTo(0);
    }

    [Test]
    [Arguments("ann a\nbob\n", 2)]
    [Arguments("ann a\n\nbob \n", 3)]
    [Arguments(" ann a\n", 1)]
    [Arguments("ann a \n", 1)]
    [Arguments("ann  a\n", 1)]
    [Arguments("ann a b\n", 1)]
    [Arguments("ann\ta\n", 1)]
    [Arguments("änn a\n", 1)]
    [Arguments("ann ä\n", 1)]
    [Arguments("ann a\nbob b\nann c\n", 3)]
    [Arguments("ann a\r\nann a\r\n", 2)]
    [Arguments("ann a\rbob b\n", 1)]
    [Arguments("ann a\0\n", 1)]
    [Arguments("123456789012345678901234567890123 a\n", 1)]
    public async Task What_is_malformed_is_named_by_its_line(string file, int line)
    {
        (Dictionary<string, string>? accounts, string? error) = Parse(file);

        await Assert.That(accounts).IsNull();
        await Assert.That(error).StartsWith($"line {line}: ");
    }

    [Test]
    public async Task An_error_does_not_repeat_the_password()
    {
        await Assert.That(Parse("ann very secret\n").Error).DoesNotContain("very");
        await Assert.That(Parse("ann one\nann two\n").Error).DoesNotContain("two");
    }

    [Test]
    [Arguments("", "eve e\n")]
    [Arguments("ann a\n", "ann a\neve e\n")]
    [Arguments("ann a", "ann a\neve e\n")]
    [Arguments("ann a\r\n", "ann a\r\neve e\r\n")]
    [Arguments("ann a\r\nbob b", "ann a\r\nbob b\r\neve e\r\n")]
    [Arguments("ann a\r\nbob b\r", "ann a\r\nbob b\r\neve e\r\n")]
    [Arguments("ann a\r", "ann a\r\neve e\r\n")]
    [Arguments("\ufeff\n\nann a\n\n", "\ufeff\n\nann a\n\neve e\n")]
    public async Task An_account_is_appended_and_every_other_byte_stays(string before, string after)
    {
        byte[] file = CredentialsFormat.Append(Encoding.UTF8.GetBytes(before), "eve", E);

        await Assert.That(Encoding.UTF8.GetString(file)).IsEqualTo(after.Replace("eve e", $"eve {E}", StringComparison.Ordinal));
        await Assert.That(CredentialsFormat.Parse(file).Accounts!["eve"]).IsEqualTo($"{E}");
    }

    [Test]
    public async Task Appending_to_a_lone_byte_order_mark_can_be_read_again()
    {
        byte[] file = CredentialsFormat.Append(Encoding.UTF8.Preamble, "eve", E);

        await Assert.That(CredentialsFormat.Parse(file).Accounts!.Single().Key).IsEqualTo("eve");
    }

    [Test]
    [Arguments("ann a\nbob b\neve e", "ann a\nbob BOB\neve EVE")]
    [Arguments("ann a\nbob b\neve e\n", "ann a\nbob BOB\neve EVE\n")]
    [Arguments("\ufeffbob b\r\n\r\nann a\neve e\r\n \t\r\n", "\ufeffbob BOB\r\n\r\nann a\neve EVE\r\n \t\r\n")]
    [Arguments("eve e\r", "eve EVE\r")]
    [Arguments("ann eve\nb bob\n", "ann eve\nb bob\n")]
    [Arguments("", "")]
    public async Task Secrets_are_replaced_and_every_other_byte_stays(string before, string after)
    {
        ScramVerifier bob = Passwords.Verifier("b");

        byte[] file = CredentialsFormat.Replace(
            Encoding.UTF8.GetBytes(before), new Dictionary<string, ScramVerifier> { ["eve"] = E, ["bob"] = bob, ["nobody"] = bob });

        string expected = after.Replace("EVE", $"{E}", StringComparison.Ordinal).Replace("BOB", $"{bob}", StringComparison.Ordinal);
        await Assert.That(Encoding.UTF8.GetString(file)).IsEqualTo(expected);
    }

    [Test]
    public async Task A_verifier_may_stand_in_place_of_a_password()
    {
        await Assert.That(Parse($"ann a\neve {E}\n").Accounts!["eve"]).IsEqualTo($"{E}");
        await Assert.That(Parse("ann a\neve SCRAM-SHA-256\n").Accounts!["eve"]).IsEqualTo("SCRAM-SHA-256");
        await Assert.That(Parse("ann a\neve SCRAM-SHA-256$\n").Error).IsEqualTo("line 2: not a possible verifier");
        await Assert.That(Parse($"ann a\neve {E.ToString()[..^1]}\n").Error).IsEqualTo("line 2: not a possible verifier");
        await Assert.That(Parse($"eve {E}x\n").Error).IsEqualTo("line 1: not a possible verifier");
    }

    private static (Dictionary<string, string>? Accounts, string? Error) Parse(string file) => CredentialsFormat.Parse(Encoding.UTF8.GetBytes(file));
}
