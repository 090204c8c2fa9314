namespace ChatCli.Publish.Tests;

/// <summary>The checks that stop a publish: of what a machine can build for, and of what an executable needs.</summary>
public class CheckTests
{
    [Test]
    [Arguments("osx-arm64", "make publish: osx-arm64 needs Apple's linker and libraries, which only macOS has; ")]
    [Arguments("win-arm64", "make publish: win-arm64 needs Microsoft's linker, ")]
    [Arguments("linux-musl-x64", "make publish: linux-musl-x64 needs a machine of that kind with musl, such as Alpine Linux; ")]
    [Arguments("linux-x46", "make publish: unknown RID linux-x46; known are linux-x64 ")]
    public async Task What_cannot_be_built_here_is_said_in_one_line(string rid, string reason)
    {
        Run run = Run.Program("sh", [Repository.PathOf("publish/can-publish.sh"), rid]);

        await Assert.That(run.Status).IsEqualTo(2);
        await Assert.That(run.Errors).StartsWith(reason);
        await Assert.That(run.Errors.Split('\n').Length).IsEqualTo(2);
        await Assert.That(run.Output).IsEmpty();
    }

    [Test]
    public async Task What_can_be_built_here_is()
    {
        await Assert.That(Run.Program("sh", [Repository.PathOf("publish/can-publish.sh"), Repository.Rid]).All).IsEqualTo("0 ");
    }

    [Test]
    public async Task The_executables_need_nothing_but_a_C_library_of_2012()
    {
        foreach (string program in (string[])[Repository.Client, Repository.Server])
        {
            await Assert.That(CheckElf(program, "2.17").All).IsEqualTo($"0 {program}: needs only glibc 2.17 or later\n");
            await Assert.That(CheckElf(program, "2.14").All).StartsWith($"1 {program} needs glibc 2.17, for ");
        }
    }

    [Test]
    public async Task The_server_has_the_SQLite_of_the_pinned_package_in_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli sqlite ");
        using (await RunningServer.StartAsync(Repository.Server, folder.FullName))
            await Assert.That(Run.Program(Repository.Server, ["check", "--data", folder.FullName]).Output).EndsWith($", SQLite {Repository.SqliteVersion}\n");
        folder.Delete(recursive: true);
    }

    [Test]
    [Arguments("int main(void) { return 0; }", "-Wl,-z,now", "needs glibc 2.34, for __libc_start_main")]
    [Arguments("double sqrt(double); int main(int c, char **v) { return (int)sqrt(c + (v == 0)); }", "-Wl,-z,now -l:libcrypto.so -Wl,--no-as-needed", "needs libcrypto.so.3")]
    [Arguments("int main(void) { return 0; }", "-Wl,-z,now -z execstack", "has an executable stack")]
    [Arguments("int main(void) { return 0; }", "-Wl,-z,lazy", "leaves its relocations writable")]
    [Arguments("int main(void) { return 0; }", "-Wl,-z,now -Wl,-z,norelro", "leaves its relocations writable")]
    [Arguments("int main(void) { return 0; }", "-Wl,-z,now -no-pie", "is loaded at a fixed address")]
    public async Task An_executable_that_needs_more_or_protects_less_is_refused(string source, string options, string reason)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("chatcli check ");
        string program = Path.Combine(folder.FullName, "program");
        await Assert.That(Run.Sh($"echo '{source}' | gcc -w -x c - -o program -Wl,--no-as-needed {options} -lm", folder.FullName).All).IsEqualTo("0 ");

        // The oldest that is refused for its version is refused for that alone.
        Run run = CheckElf(program, reason.StartsWith("needs glibc", StringComparison.Ordinal) ? "2.17" : "9.9");

        await Assert.That(run.All).StartsWith($"1 {program} {reason}");
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task No_executable_is_no_success()
    {
        await Assert.That(CheckElf("/nonexistent/program", "2.17").All).IsEqualTo("1 /nonexistent/program is missing\n");
        await Assert.That(CheckElf(Repository.PathOf("README.md"), "2.17").Status).IsEqualTo(1);
    }

    private static Run CheckElf(string program, string newest) => Run.Program("sh", [Repository.PathOf("publish/check-elf.sh"), program, newest]);
}
