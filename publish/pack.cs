// dotnet run pack.cs FOLDER SECONDS: packs FOLDER into FOLDER.tar.gz, or into FOLDER.zip for Windows. The same files give the same
// archive to the byte: names are sorted, owners omitted, all times are SECONDS since 1970.
#:property RollForward=Major

using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

var folder = new DirectoryInfo(args[0]);
DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(args[1], CultureInfo.InvariantCulture));
FileInfo[] files = folder.GetFiles("*", SearchOption.AllDirectories);
Array.Sort(files, (one, other) => string.CompareOrdinal(Name(one), Name(other)));

if (folder.Name.Contains("-win-", StringComparison.Ordinal)) Zip();
else Tar();

string Name(FileInfo file) => Path.GetRelativePath(folder.Parent!.FullName, file.FullName).Replace('\\', '/');

void Zip()
{
    using ZipArchive archive = new(File.Create(folder.FullName + ".zip"), ZipArchiveMode.Create);
    foreach (FileInfo file in files)
    {
        ZipArchiveEntry entry = archive.CreateEntry(Name(file), CompressionLevel.SmallestSize);
        entry.LastWriteTime = time < Earliest() ? Earliest() : time;
        // The mode for those who unpack it on Unix, wherever this was packed.
        entry.ExternalAttributes = 0x81A4 << 16;
        using Stream to = entry.Open();
        using FileStream from = file.OpenRead();
        from.CopyTo(to);
    }

    // The format has no earlier time.
    static DateTimeOffset Earliest() => new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

void Tar()
{
    const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    using GZipStream compressed = new(File.Create(folder.FullName + ".tar.gz"), CompressionLevel.SmallestSize);
    using TarWriter archive = new(compressed, TarEntryFormat.Ustar);
    foreach (FileInfo file in files)
    {
        using FileStream content = file.OpenRead();
        archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, Name(file))
        {
            ModificationTime = time,
            Mode = file.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? Read | Run : Read,
            DataStream = content,
        });
    }
}
