using ChatCli.Protocol.Messages;

namespace ChatCli.Protocol.Tests;

public class AccountRulesTests
{
    [Test]
    public async Task Every_printable_ASCII_character_but_the_space_may_stand_in_a_name_and_a_password()
    {
        for (char c = '\0'; c < 300; c++)
        {
            bool isPossible = c is > ' ' and < '\u007f';
            await Assert.That(AccountRules.IsName($"a{c}b")).IsEqualTo(isPossible);
            await Assert.That(AccountRules.IsPassword($"a{c}b")).IsEqualTo(isPossible);
        }
    }

    [Test]
    public async Task Names_and_passwords_have_a_length()
    {
        await Assert.That(AccountRules.IsName("")).IsFalse();
        await Assert.That(AccountRules.IsName("a")).IsTrue();
        await Assert.That(AccountRules.IsName(new string('a', 32))).IsTrue();
        await Assert.That(AccountRules.IsName(new string('a', 33))).IsFalse();
        await Assert.That(AccountRules.IsPassword("")).IsFalse();
        await Assert.That(AccountRules.IsPassword(new string('a', 128))).IsTrue();
        await Assert.That(AccountRules.IsPassword(new string('a', 129))).IsFalse();
    }

    [Test]
    [Arguments("", false)]
    [Arguments(" \t\u00a0\u3000", false)]
    [Arguments(" x ", true)]
    [Arguments("\u200b", true)]
    public async Task A_text_is_more_than_blanks(string text, bool isText) => await Assert.That(AccountRules.IsText(text)).IsEqualTo(isText);

    [Test]
    [Arguments("a", 10_000)]
    [Arguments("é", 5_000)]
    [Arguments("€", 3_333)]
    [Arguments("🙂", 2_500)]
    public async Task A_text_is_measured_in_bytes(string character, int most)
    {
        string longest = string.Concat(Enumerable.Repeat(character, most));
        await Assert.That(AccountRules.IsText(longest)).IsTrue();
        await Assert.That(AccountRules.IsText(longest + character)).IsFalse();
    }
}
