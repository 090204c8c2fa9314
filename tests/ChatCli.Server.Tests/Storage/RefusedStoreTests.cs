using System.Security.Cryptography;
using ChatCli.Server.Storage;
using ChatCli.Server.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ChatCli.Server.Tests;

/// <summary>What the program says to a store that is not for it, and that it leaves every byte of it as it is.</summary>
public class RefusedStoreTests
{
    private static int Newest => SqliteSchema.Steps.Count;

    [Test]
    [Arguments(false)]
    [Arguments(true)]
    public async Task A_newer_store_is_refused_in_one_line_and_left_alone(bool isKilled)
    {
        using StoreFolder folder = OldStore.Of(Newest).Copy();
        MakeNewer(folder, isKilled);

        await AssertRefusedAsync(folder, $"{folder.DatabasePath} was written by a newer chatcli-server (its version is {Newest + 1}, this one knows {Newest})");
    }

    [Test]
    [Arguments("ann: hello\nbob: hello\n", "is no database, or damaged")]
    [Arguments("SQLite format 3\0 but nothing more of it", "is no database, or damaged")]
    public async Task A_file_that_is_no_database_is_refused_in_one_line_and_left_alone(string content, string why)
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(folder.DatabasePath, content);

        await AssertRefusedAsync(folder, $"{folder.DatabasePath} {why}");
    }

    [Test]
    public async Task A_database_of_another_program_is_refused_in_one_line_and_left_alone()
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder.Path);
        using (SqliteConnection connection = folder.Connect()) SqliteSchema.Run(connection, "create table notes (text); insert into notes values ('mine')");

        await AssertRefusedAsync(folder, $"{folder.DatabasePath} belongs to another program");
    }

    [Test]
    [Arguments("store-1")]
    [Arguments("store-1-killed")]
    public async Task A_store_that_an_older_server_uses_is_refused_in_one_line_and_left_alone(string name)
    {
        using StoreFolder folder = new OldStore(name).Copy();
        // All that a server of version 1 has in common with this one: it holds the lock.
        using DataFolder held = DataFolder.Open(folder.Path);

        string before = Digest(folder);
        (int status, _, string errors) = await RunServerAsync(folder);

        await Assert.That($"{status} {errors}")
            .IsEqualTo($"1 chatcli-server: the data folder {folder.Path} is used by another server; choose another one with --data");
        await Assert.That(Digest(folder)).IsEqualTo(before);
    }

    private static async Task AssertRefusedAsync(StoreFolder folder, string why)
    {
        string before = Digest(folder);
        foreach ((int status, string output, string errors) in new[]
        {
            await RunServerAsync(folder),
            await ServerProcess.RunAsync("check", "--data", folder.Path),
            await ServerProcess.RunAsync("backup", folder.File("copy"), "--data", folder.Path),
        })
        {
            await Assert.That($"{status} {output} {errors}").IsEqualTo($"1  chatcli-server: {why}");
            await Assert.That(Digest(folder)).IsEqualTo(before);
        }
        await Assert.That(File.Exists(folder.File("copy"))).IsFalse();
    }

    private static async Task<(int Status, string Output, string Errors)> RunServerAsync(StoreFolder folder)
    {
        string credentials = folder.File("credentials.txt");
        await File.WriteAllTextAsync(credentials, "ann a\n");
        return await ServerProcess.RunAsync("0", "--credentials", credentials, "--data", folder.Path);
    }

    /// <summary>As a later version leaves it, in good order or killed.</summary>
    private static void MakeNewer(StoreFolder folder, bool isKilled)
    {
        string database = folder.DatabasePath, log = database + "-wal";
        using (SqliteConnection connection = folder.Connect())
        {
            SqliteSchema.Run(connection, $"create table mood (x); pragma user_version = {Newest + 1}");
            if (!isKilled) return;
            File.Copy(database, folder.File("database"));
            File.Copy(log, folder.File("log"));
        }
        File.Move(folder.File("database"), database, overwrite: true);
        File.Move(folder.File("log"), log);
    }

    /// <summary>Every byte of the database and its log; reading may leave an empty log, and its index is made anew each time.</summary>
    private static string Digest(StoreFolder folder) => string.Join('\n', Directory.GetFiles(folder.Path, "chatcli.db*")
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && new FileInfo(file).Length > 0)
        .Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));
}
