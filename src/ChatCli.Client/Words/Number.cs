using System.Globalization;

namespace ChatCli.Client.Words;

/// <summary>Writes numbers the same way wherever this program runs.</summary>
internal static class Number
{
    /// <summary>The digits.</summary>
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}
