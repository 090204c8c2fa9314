namespace ChatCli.Protocol.Tests;

public class FrameReaderTests
{
    [Test]
    public async Task Placeholder() => await Assert.That(Environment.ProcessId).IsGreaterThan(0);
}
