using ChatCli.Protocol.Bytes;
using ChatCli.Protocol.Files;

namespace ChatCli.Protocol.Tests;

public sealed class FileReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatcli-").FullName;

    private string New => Path.Combine(_folder, "new");

    private string Old => Path.Combine(_folder, "old");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test]
    [Arguments(Durability.Process)]
    [Arguments(Durability.Machine)]
    public async Task What_is_written_takes_the_place_of_the_old_file_and_nothing_else_is_left(Durability durability)
    {
        await File.WriteAllTextAsync(Old, "old and longer");
        await File.WriteAllTextAsync(Old + ".new", "what a killed writer left behind");

        FileReplacement.Write(Old, "new"u8, durability);

        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("new");
        await Assert.That(Directory.GetFileSystemEntries(_folder).Single()).IsEqualTo(Old);
    }

    [Test]
    public async Task A_new_file_is_its_owners_alone_and_an_old_one_keeps_its_mode()
    {
        if (OperatingSystem.IsWindows()) return;
        FileReplacement.Write(New, "new"u8, Durability.Process);
        await Assert.That(File.GetUnixFileMode(New)).IsEqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(New, Open);

        FileReplacement.Write(New, "newer"u8, Durability.Process);

        await Assert.That(File.GetUnixFileMode(New)).IsEqualTo(Open);
    }

    [Test]
    public async Task Where_the_path_is_a_link_the_file_that_it_names_is_replaced()
    {
        await File.WriteAllTextAsync(Old, "old");
        File.CreateSymbolicLink(New, Old);

        FileReplacement.Write(New, "new"u8, Durability.Process);

        await Assert.That(new FileInfo(New).LinkTarget).IsEqualTo(Old);
        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("new");
    }

    [Test]
    public async Task A_file_that_may_not_be_replaced_any_more_stays()
    {
        await File.WriteAllTextAsync(Old, "old");

        await Assert.That(FileReplacement.TryWrite(Old, "new"u8, () => false)).IsFalse();

        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("old");
        await Assert.That(Directory.GetFileSystemEntries(_folder).Single()).IsEqualTo(Old);
    }

    [Test]
    public async Task What_cannot_be_put_in_its_place_leaves_everything_as_it_was()
    {
        // A folder in the way.
        Directory.CreateDirectory(Path.Combine(Old, "full"));

        await Assert.That(() => FileReplacement.Write(Old, "new"u8, Durability.Process)).Throws<Exception>();

        await Assert.That(Directory.GetFileSystemEntries(_folder).Single()).IsEqualTo(Old);
    }

    [Test]
    public async Task The_new_file_takes_the_place_of_the_old_one()
    {
        await File.WriteAllTextAsync(New, "new");
        await File.WriteAllTextAsync(Old, "old");

        FileReplacement.Move(New, Old);

        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("new");
        await Assert.That(File.Exists(New)).IsFalse();
    }

    [Test]
    public async Task Who_looks_into_the_old_one_does_not_prevent_it()
    {
        await File.WriteAllTextAsync(New, "new");
        await File.WriteAllTextAsync(Old, "old");
        FileStream reader = File.OpenRead(Old);
        var moving = Task.Run(() => FileReplacement.Move(New, Old));
        // Only on Windows is it waited for until nobody does.
        if (!OperatingSystem.IsWindows()) await moving;
        await reader.DisposeAsync();
        await moving;

        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("new");
    }

    [Test]
    public async Task What_is_not_there_is_said_at_once_and_changes_nothing()
    {
        await File.WriteAllTextAsync(Old, "old");

        Assert.Throws<FileNotFoundException>(() => FileReplacement.Move(New, Old));

        await Assert.That(await File.ReadAllTextAsync(Old)).IsEqualTo("old");
    }
}
