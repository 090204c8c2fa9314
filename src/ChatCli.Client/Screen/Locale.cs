namespace ChatCli.Client.Screen;

/// <summary>What the environment says of the terminal's characters.</summary>
internal static class Locale
{
    private static readonly string[] Variables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>Whether they are UTF-8 (POSIX.1-2017, section 8.2: the first of these variables that is set and not empty).</summary>
    public static bool IsUtf8(Func<string, string?> variable)
    {
        string? locale = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return locale is not null
            && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase));
    }
}
