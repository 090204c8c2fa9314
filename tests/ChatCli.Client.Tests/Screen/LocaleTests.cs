using ChatCli.Client.Screen;

namespace ChatCli.Client.Tests;

public class LocaleTests
{
    [Test]
    [Arguments(null, null, "en_AU.UTF-8", true)]
    [Arguments(null, null, "de_DE.utf8", true)]
    [Arguments(null, null, "C", false)]
    [Arguments(null, null, null, false)]
    [Arguments("C", "en_AU.UTF-8", "en_AU.UTF-8", false)]
    [Arguments("", "C.UTF-8", "C", true)]
    public async Task The_first_variable_that_is_set_decides(string? all, string? type, string? lang, bool isUtf8)
    {
        bool found = Locale.IsUtf8(name => name switch { "LC_ALL" => all, "LC_CTYPE" => type, _ => lang });
        await Assert.That(found).IsEqualTo(isUtf8);
    }
}
