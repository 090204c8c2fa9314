namespace ChatCli.Publish.Tests;

/// <summary>The executables for Linux are linked against an old C library, whatever this machine has.</summary>
public sealed class GlibcTests
{
    [Test]
    [Arguments("x64", "ld-linux-x86-64.so.2")]
    [Arguments("arm64", "ld-linux-aarch64.so.1")]
    public async Task The_tables_of_symbols_have_all_libraries_and_nothing_newer_than_2_17(string processor, string loader)
    {
        string[][] symbols = [.. File.ReadLines(Repository.PathOf($"publish/linux/{processor}/symbols.txt")).Select(line => line.Split(' '))];

        await Assert.That(symbols.Select(symbol => symbol[0]).Distinct())
            .IsEquivalentTo([loader, "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1"]);
        await Assert.That(symbols.Max(symbol => Version.Parse(symbol[1]["GLIBC_".Length..]))).IsEqualTo(new Version(2, 17));
    }
}
