using ChatCli.Client.Link;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Tests;

public class AcknowledgementsTests
{
    private readonly List<string> _done = [];
    private readonly List<(TimeSpan Delay, Action Step)> _timers = [];
    private readonly Acknowledgements _acknowledgements;

    public AcknowledgementsTests()
    {
        _acknowledgements = new Acknowledgements(
            () => _done.Add("save"), count => _done.Add($"ack {count}"), (delay, step) => _timers.Add((delay, step)));
    }

    [Test]
    public async Task What_was_shown_is_written_down_before_it_is_acknowledged()
    {
        _acknowledgements.Count();
        await Assert.That(Done).IsEqualTo("");
        _timers[0].Step();
        await Assert.That(Done).IsEqualTo("save, ack 1");
    }

    [Test]
    public async Task One_acknowledgement_covers_all_that_came_within_its_time()
    {
        for (int i = 0; i < 63; i++) _acknowledgements.Count();
        await Assert.That(_timers.Count).IsEqualTo(1);
        await Assert.That(_timers[0].Delay).IsEqualTo(Limits.AckTime);
        _timers[0].Step();
        await Assert.That(Done).IsEqualTo("save, ack 63");
        _acknowledgements.Count();
        _timers[1].Step();
        await Assert.That(Done).IsEqualTo("save, ack 63, save, ack 64");
    }

    [Test]
    public async Task Sixty_four_are_not_waited_for()
    {
        for (int i = 0; i < 130; i++) _acknowledgements.Count();
        await Assert.That(Done).IsEqualTo("save, ack 64, save, ack 128");
        foreach ((_, Action step) in _timers.ToArray()) step();
        await Assert.That(Done).IsEqualTo("save, ack 64, save, ack 128, save, ack 130");
    }

    [Test]
    public async Task Nothing_is_acknowledged_twice_or_without_need()
    {
        _acknowledgements.Flush();
        _acknowledgements.Count();
        _acknowledgements.Flush();
        _timers[0].Step();
        await Assert.That(Done).IsEqualTo("save, ack 1");
    }

    [Test]
    public async Task The_end_of_the_connection_writes_down_and_acknowledges_nothing()
    {
        _acknowledgements.Count();
        _acknowledgements.Close();
        _timers[0].Step();
        await Assert.That(Done).IsEqualTo("save");
    }

    private string Done => string.Join(", ", _done);
}
