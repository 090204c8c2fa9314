using System.Text;

namespace ChatCli.Protocol.Messages;

/// <summary>Which names, passwords and texts there can be. Checked by both ends.</summary>
public static class AccountRules
{
    /// <summary>1 to 32 printable ASCII characters without spaces; upper and lower case differ.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= Limits.MaxName && IsGraphic(name);

    /// <summary>1 to 128 printable ASCII characters without spaces.</summary>
    public static bool IsPassword(string password) => password.Length is > 0 and <= Limits.MaxPassword && IsGraphic(password);

    /// <summary>Something other than blanks, at most 10,000 bytes of UTF-8.</summary>
    public static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && !IsTooLong(text);

    /// <summary>Whether a text is over the limit.</summary>
    public static bool IsTooLong(string text) =>
        text.Length > Limits.MaxText / 3 && Encoding.UTF8.GetByteCount(text) > Limits.MaxText;

    private static bool IsGraphic(string value) => !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
