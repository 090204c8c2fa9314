namespace ChatCli.Client.Tests;

[NotInParallel]
public class CommandLineTests
{
    [Test]
    [Arguments("5000", "127.0.0.1", 5000, null)]
    [Arguments("example.org 5001", "example.org", 5001, null)]
    [Arguments("::1 65535", "::1", 65535, null)]
    [Arguments("5000 --user ann", "127.0.0.1", 5000, "ann")]
    [Arguments("--user=ann 5000", "127.0.0.1", 5000, "ann")]
    [Arguments("--user=a=b example.org 1", "example.org", 1, "a=b")]
    public async Task Good_arguments_are_understood(string line, string host, int port, string? user)
    {
        (ClientOptions? options, _, _) = Parse(line.Split(' '));
        await Assert.That(options).IsNotNull();
        await Assert.That(options!.Host).IsEqualTo(host);
        await Assert.That(options.Port).IsEqualTo(port);
        await Assert.That(options.User).IsEqualTo(user);
    }

    [Test]
    [Arguments("5000", false)]
    [Arguments("5000 --receipts", true)]
    [Arguments("--receipts localhost 5000", true)]
    public async Task Receipts_are_told_when_they_are_asked_for(string line, bool receipts)
    {
        (ClientOptions? options, _, _) = Parse(line.Split(' '));
        await Assert.That(options!.Receipts).IsEqualTo(receipts);
    }

    [Test]
    public async Task How_the_server_is_to_be_trusted_may_be_said()
    {
        const string Key = "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa";
        (ClientOptions? none, _, _) = Parse("5000");
        await Assert.That((none!.Plain, none.AcceptNew, none.Fingerprint)).IsEqualTo((false, false, null));
        (ClientOptions? plain, _, _) = Parse("5000", "--plain");
        await Assert.That(plain!.Plain).IsTrue();
        (ClientOptions? acceptsNew, _, _) = Parse("--accept-new", "5000");
        await Assert.That(acceptsNew!.AcceptNew).IsTrue();
        (ClientOptions? given, _, _) = Parse("5000", "--fingerprint", Key.Replace('-', ':').ToUpperInvariant());
        await Assert.That(given!.Fingerprint!.ToString()).IsEqualTo(Key);
    }

    [Test]
    [Arguments("", "the port is missing")]
    [Arguments("5000 --fingerprint", "missing value for --fingerprint")]
    [Arguments("5000 --fingerprint abcd", "\"abcd\" is not a fingerprint")]
    [Arguments("5000 --plain --accept-new", "with --plain the server shows no key: --accept-new and --fingerprint do not go with it")]
    [Arguments("5000 --plain --fingerprint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "with --plain the server shows no key: --accept-new and --fingerprint do not go with it")]
    [Arguments("5000 --accept-new --fingerprint aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "--fingerprint names the one key that will do: --accept-new does not go with it")]
    [Arguments("0", "\"0\" is not a port: a port is a number from 1 to 65535")]
    [Arguments("65536", "\"65536\" is not a port: a port is a number from 1 to 65535")]
    [Arguments("99999999999999999999", "\"99999999999999999999\" is not a port: a port is a number from 1 to 65535")]
    [Arguments("localhost", "\"localhost\" is not a port: a port is a number from 1 to 65535")]
    [Arguments("5000 localhost", "\"localhost\" is not a port: a port is a number from 1 to 65535")]
    [Arguments("5000 --user", "missing value for --user")]
    [Arguments("--user", "missing value for --user")]
    [Arguments("5000 --user=", "missing value for --user")]
    [Arguments("--user --password-file f 5000", "missing value for --user")]
    [Arguments("5000 --password-file", "missing value for --password-file")]
    [Arguments("a b c", "Argument 'c' is not recognized.")]
    [Arguments("5000 --password secret", "Argument '--password' is not recognized.")]
    [Arguments("--user ann", "the port is missing")]
    public async Task Bad_arguments_give_one_clear_line_and_the_usage(string line, string problem)
    {
        int exitCode = Environment.ExitCode;
        (ClientOptions? options, int status, string errors) = Parse(line.Length == 0 ? [] : line.Split(' '));
        await Assert.That(options).IsNull();
        await Assert.That(status).IsEqualTo(2);
        await Assert.That(errors).IsEqualTo($"chatcli: {problem}\n{CommandLine.Usage}\n");
        await Assert.That(Environment.ExitCode).IsEqualTo(exitCode);
    }

    [Test]
    public async Task Help_and_version_are_shown_on_the_output()
    {
        using var output = new StringWriter();
        await Assert.That(CommandLine.Parse(["--help"], output, TextWriter.Null)).IsEqualTo((null, 0));
        await Assert.That(CommandLine.Parse(["--version"], output, TextWriter.Null)).IsEqualTo((null, 0));
        await Assert.That(output.ToString()).Matches(@"^Usage: chatcli \[HOST\] PORT[\s\S]*\nchatcli \d+\.\d+\.\d+[^\n]*\n$");
    }

    [Test]
    [Arguments("secret\nmore\n", "secret")]
    [Arguments("secret\r\n", "secret")]
    [Arguments("secret", "secret")]
    [Arguments("\uFEFFsecret\n", "secret")]
    public async Task The_password_is_the_first_line_of_its_file(string content, string password)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content);
        (ClientOptions? options, _, _) = Parse("5000", "--password-file", file);
        File.Delete(file);
        await Assert.That(options!.Password).IsEqualTo(password);
    }

    [Test]
    [Arguments("5000 --password-file /nowhere/to/be/found")]
    [Arguments("5000 --password-file /")]
    [Arguments("5000 --password-file /dev/null")]
    public async Task A_password_file_that_cannot_be_read_gives_one_clear_line(string line)
    {
        (ClientOptions? options, int status, string errors) = Parse(line.Split(' '));
        await Assert.That(options).IsNull();
        await Assert.That(status).IsEqualTo(1);
        await Assert.That(errors).Matches("^chatcli: .*password file.*\n$");
    }

    private static (ClientOptions? Options, int Status, string Errors) Parse(params string[] args)
    {
        using var errors = new StringWriter();
        (ClientOptions? options, int status) = CommandLine.Parse(args, TextWriter.Null, errors);
        return (options, status, errors.ToString());
    }
}
