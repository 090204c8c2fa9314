using System.Text.RegularExpressions;

namespace ChatCli.Server.Tests;

/// <summary>Rules for the sources themselves, which no compiler checks.</summary>
public class GuardTests
{
    /// <summary>The folder of the repository.</summary>
    internal static readonly string Root = FindRoot();

    private const int MaxLines = 400;

    [Test]
    [Arguments("Dispatch")]
    [Arguments("Features")]
    [Arguments("Hub")]
    [Arguments("Outbound")]
    [Arguments("Rules")]
    [Arguments("Storage/Memory")]
    [Arguments("Storage/Queued")]
    public async Task The_core_knows_no_socket_file_database_or_console(string folder)
    {
        var forbidden = new Regex(@"System\.Net\.Sockets|\bSocket|\bConsole\b|\bFile\.|\bDirectory\b|\bFileStream\b|Sqlite|\bDateTime\.(Utc)?Now|\bTimeProvider\.System");
        string[] offences = [.. Sources($"src/ChatCli.Server/{folder}")
            .SelectMany(file => CodeLines(file).Where(line => forbidden.IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))];

        await Assert.That(string.Join('\n', offences)).IsEqualTo("");
    }

    [Test]
    [Arguments("src")]
    [Arguments("tests")]
    public async Task No_source_file_is_too_long(string folder)
    {
        string[] tooLong = [.. Sources(folder).Where(file => File.ReadLines(file).Count() > MaxLines)];

        await Assert.That(string.Join('\n', tooLong)).IsEqualTo("");
    }

    [Test]
    [Arguments("src")]
    [Arguments("tests")]
    public async Task No_source_file_has_a_name_that_says_nothing(string folder)
    {
        var meaningless = new Regex("Util|Helper|Manager|Misc|Common");

        await Assert.That(string.Join('\n', Sources(folder).Where(file => meaningless.IsMatch(Path.GetFileName(file))))).IsEqualTo("");
    }

    [Test]
    [Arguments("ChatCli.Protocol.Tests")]
    [Arguments("ChatCli.Server.Tests")]
    [Arguments("ChatCli.Client.Tests")]
    public async Task A_test_project_has_the_folders_of_its_source_project(string project)
    {
        string tests = Path.Combine(Root, "tests", project), source = Path.Combine(Root, "src", project[..^".Tests".Length]);
        string[] offences = [.. Sources(tests).Where(file => !Directory.Exists(Path.Combine(source, Path.GetRelativePath(tests, Path.GetDirectoryName(file)!))))];

        await Assert.That(string.Join('\n', offences)).IsEqualTo("");
    }

    [Test]
    [Arguments("Protocol")]
    [Arguments("Server")]
    [Arguments("Client")]
    [Arguments("Publish")]
    [Arguments("EndToEnd")]
    public async Task No_test_project_is_flat(string project)
    {
        string tests = Path.Combine(Root, $"tests/ChatCli.{project}.Tests");
        string[] files = Sources(tests);

        await Assert.That(files.Count(file => Path.GetDirectoryName(file) == tests)).IsLessThan(12);
        await Assert.That(files.Where(file => !File.ReadLines(file).Contains($"namespace ChatCli.{project}.Tests;"))).IsEmpty();
    }

    [Test]
    public async Task Every_request_has_a_contract_a_handler_and_tests_of_the_same_stem()
    {
        await using TestServer server = await TestServer.StartAsync();
        var missing = new List<string>();
        foreach (string wireName in server.Server.Requests.Rows.Select(row => row.WireName))
        {
            string? stem = Stem("src/ChatCli.Protocol/Messages", $"WireName => \"{wireName}\";", "Request(");
            if (stem is null)
            {
                missing.Add($"no contract for {wireName} in Messages");
                continue;
            }
            await Assert.That(stem.ToLowerInvariant()).IsEqualTo(wireName);
            if (!File.Exists(Path.Combine(Root, $"src/ChatCli.Server/Features/{stem}.cs"))) missing.Add($"no Features/{stem}.cs in the server");
            else if (Stem("src/ChatCli.Server/Features", $"class {stem}Handler") != stem) missing.Add($"no {stem}Handler in Features/{stem}.cs");
            if (!File.Exists(Path.Combine(Root, $"tests/ChatCli.Server.Tests/Features/{stem}Tests.cs"))) missing.Add($"no Features/{stem}Tests.cs");
        }

        await Assert.That(string.Join('\n', missing)).IsEqualTo("");
    }

    [Test]
    public async Task Only_the_file_of_the_log_writes_log_lines()
    {
        var logging = new Regex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(|LoggerMessage\(");
        string[] offences = [.. Sources("src/ChatCli.Server")
            .Where(file => Path.GetFileName(file) is not ("ServerLog.cs" or "StderrLogger.cs") && CodeLines(file).Any(logging.IsMatch))];

        await Assert.That(string.Join('\n', offences)).IsEqualTo("");
    }

    /// <summary>The name of the one file of a folder that contains all of the texts.</summary>
    private static string? Stem(string folder, params string[] texts) => Sources(folder)
        .Where(file => texts.All(File.ReadAllText(file).Contains))
        .Select(Path.GetFileNameWithoutExtension)
        .FirstOrDefault();

    private static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static string[] Sources(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];
        return files.Length > 0 ? files : throw new InvalidOperationException($"There are no sources in {folder}.");
    }

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "ChatCli.sln"))) return folder;
        }
        throw new InvalidOperationException("The tests do not run in the repository.");
    }
}
