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
