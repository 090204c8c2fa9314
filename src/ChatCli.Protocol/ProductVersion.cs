using System.Reflection;

namespace ChatCli.Protocol;

/// <summary>The version of server and client, which stands in Directory.Build.props, and the commit that they were built from.</summary>
public static class ProductVersion
{
    /// <summary>As in "0.1.0 (commit 0123456789ab)"; without the commit when the sources that were built had no history.</summary>
    public static string Text { get; } = Describe(
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    private static string Describe(string informational)
    {
        if (informational.Split('+') is not [var version, { Length: >= 12 } commit]) return informational;
        return $"{version} (commit {commit[..12]}{(commit.EndsWith("-changed", StringComparison.Ordinal) ? ", changed" : "")})";
    }
}
