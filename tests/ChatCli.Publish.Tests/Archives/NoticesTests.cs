using System.Text.Json;

namespace ChatCli.Publish.Tests;

/// <summary>THIRD-PARTY-NOTICES.txt has everything that is linked in, and its licences.</summary>
public sealed class NoticesTests : IDisposable
{
    private const string Mit = "<license type=\"expression\">MIT</license>";
    private const string Sqlite = "sqlitepclraw.lib.e_sqlite3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatcli notices ");

    [Test]
    public async Task Every_package_of_both_programs_is_named_with_its_version()
    {
        string notices = await NoticesAsync();
        string[] packages = [.. Packages("Client").Concat(Packages("Server")).Distinct()];

        await Assert.That(packages.Length).IsGreaterThan(8);
        await Assert.That(string.Join('\n', packages.Where(package => !notices.Contains($"\n{package.Replace('/', ' ')}, ")))).IsEqualTo("");
    }

    [Test]
    public async Task The_runtime_and_the_libraries_of_the_system_are_there_with_their_licences()
    {
        string notices = await NoticesAsync();

        foreach (string text in (string[])[
            "The MIT License (MIT)", ".NET Runtime uses third-party libraries", "Apache License\n", "\nSQLite 3.", "\nOpenSSL 3.",
            "SQLite is in the public domain"])
            await Assert.That(notices).Contains(text);
    }

    [Test]
    public async Task SQLite_is_named_with_the_version_that_the_package_is_pinned_to()
    {
        await Assert.That(await NoticesAsync()).Contains($"\nSQLite {Repository.SqliteVersion}, its authors: public domain\n");
    }

    [Test]
    public async Task They_are_the_same_every_time_and_say_nothing_of_this_machine()
    {
        string notices = await NoticesAsync();

        await Assert.That(await NoticesAsync()).IsEqualTo(notices);
        await Assert.That(notices).DoesNotContain(Repository.Root);
        await Assert.That(notices).DoesNotContain(Path.GetTempPath());
        await Assert.That(notices).DoesNotContain(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/");
        await Assert.That(notices).DoesNotContain("\r");
    }

    [Test]
    public async Task What_was_not_built_has_none()
    {
        Run run = Run.Program("/bin/sh", [Repository.PathOf("publish/notices.sh"), PathOf("notices"), "plan9-x64"]);

        await Assert.That(run.All).IsEqualTo("1 notices: ChatCli.Client was not built for plan9-x64: run make publish RID=plan9-x64\n");
        await Assert.That(File.Exists(PathOf("notices"))).IsFalse();
    }

    [Test]
    [Arguments("<license type=\"expression\">Beerware</license>", "cannot find the licence of Acme 1.2: Beerware")]
    [Arguments("<license type=\"file\">COPYING</license>", "cannot find the licence of Acme 1.2: COPYING of the package")]
    [Arguments("<licenseUrl>https://example.org</licenseUrl>", "Acme 1.2 names no licence")]
    public async Task A_package_whose_licence_is_not_to_be_found_ends_it(string licence, string complaint)
    {
        await Assert.That(NoticesOfAcme(licence).All).IsEqualTo($"1 notices: {complaint}\n");
        await Assert.That(File.Exists(PathOf("notices"))).IsFalse();
    }

    [Test]
    public async Task A_licence_that_a_package_brings_along_is_the_one_that_counts()
    {
        Write("packages/acme/1.2/LICENSE.TXT", "Be kind.\r\n");

        Run run = NoticesOfAcme(Mit);

        await Assert.That(run.All).IsEqualTo("0 ");
        string notices = await File.ReadAllTextAsync(PathOf("notices"));
        await Assert.That(notices).Contains("\nAcme 1.2, Wile & Co: MIT\n");
        await Assert.That(notices).Contains("\nBe kind.\n");
    }

    [Test]
    public async Task What_OpenSSL_needs_is_named_too_or_ends_it()
    {
        if (!OperatingSystem.IsLinux()) Skip.Test("only on Linux OpenSSL is linked in");

        await Assert.That(NoticesOfAcme(Mit, "-l:libfrob.a").All)
            .IsEqualTo("1 notices: cannot find the licence of libfrob.a\n");

        // Which is needed to build, and so is here.
        await Assert.That(NoticesOfAcme(Mit, "-l:libz.a").All).IsEqualTo("0 ");
        await Assert.That(await File.ReadAllTextAsync(PathOf("notices"))).Contains("Jean-loup Gailly");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> Packages(string program)
    {
        using JsonDocument assets = JsonDocument.Parse(Repository.Read($"src/ChatCli.{program}/obj/project.assets.json"));
        return [.. assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name)];
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    private async Task<string> NoticesAsync()
    {
        Run run = Run.Program("/bin/sh", [Repository.PathOf("publish/notices.sh"), PathOf("notices"), Repository.Rid]);
        await Assert.That(run.All).IsEqualTo("0 ");
        return await File.ReadAllTextAsync(PathOf("notices"));
    }

    /// <summary>Runs the script for two programs that have one package between them, a runtime and SQLite.</summary>
    private Run NoticesOfAcme(string licence, string libraries = "")
    {
        Write("publish/openssl-libraries.sh", $"echo '{libraries}'\n");
        string runtime = $"runtime.{Repository.Rid}.microsoft.dotnet.ilcompiler";
        foreach ((string id, string path, string itsLicence) in ((string, string, string)[])[
            ("Acme", "acme/1.2", licence), (runtime, $"{runtime}/1.2", Mit), (Sqlite, $"{Sqlite}/1.2", Mit)])
        {
            Write($"packages/{path}/{id}.nuspec",
                $"<package>\n  <metadata>\n    <id>{id}</id>\n    <version>1.2</version>\n    {itsLicence}\n    <copyright>Wile &amp; Co</copyright>\n  </metadata>\n</package>\n");
        }
        foreach (string program in (string[])["Client", "Server"])
        {
            Write($"src/ChatCli.{program}/obj/project.assets.json", $$"""
                {
                  "targets": {
                    "net10.0/{{Repository.Rid}}": {
                    }
                  },
                  "libraries": {
                    "Acme/1.2": {
                      "type": "package",
                      "path": "acme/1.2"
                    },
                    "{{runtime}}/1.2": {
                      "type": "package",
                      "path": "{{runtime}}/1.2"
                    },
                    "{{Sqlite}}/1.2": {
                      "type": "package",
                      "path": "{{Sqlite}}/1.2"
                    },
                    "ChatCli.Protocol/0.1.0": {
                      "type": "project",
                      "path": "../ChatCli.Protocol/ChatCli.Protocol.csproj"
                    }
                  },
                  "packageFolders": {
                    "{{PathOf("packages/")}}": {}
                  }
                }
                """);
        }
        foreach (string file in Directory.EnumerateFiles(Repository.PathOf("publish/files/licences")).Append(Repository.PathOf("publish/notices.sh")))
            Write(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
        return Run.Program("/bin/sh", [PathOf("publish/notices.sh"), PathOf("notices"), Repository.Rid]);
    }
}
