using ChatCli.Server.Hub;

namespace ChatCli.Server.Tests;

/// <summary>Which messages of a sender are taken after one that could not be stored.</summary>
public class TakenCounterTests
{
    [Test]
    public async Task Later_ones_are_refused_until_the_one_that_was_not_stored_comes_again()
    {
        TakenCounter counter = Make();
        counter.Taken = 5;
        await Assert.That(counter.Refuse(5)).IsTrue();
        await Assert.That(counter.Taken).IsEqualTo(4);
        await Assert.That(counter.Admits(6)).IsFalse();
        await Assert.That(counter.Admits(5)).IsTrue();
        counter.Allow();
        await Assert.That(counter.Admits(6)).IsTrue();
    }

    [Test]
    public async Task One_that_was_delivered_though_it_was_not_stored_is_not_waited_for()
    {
        // Refused, then acknowledged: its sender has its receipt and does not send it again.
        TakenCounter counter = Make();
        counter.Refuse(5);
        counter.Deliver(5);
        await Assert.That(counter.Admits(6)).IsTrue();
        await Assert.That(counter.Taken).IsEqualTo(5);

        // The other way round.
        await Assert.That(counter.Refuse(5)).IsFalse();
        await Assert.That(counter.Taken).IsEqualTo(5);
        await Assert.That(counter.Admits(6)).IsTrue();
        await Assert.That(counter.IsRefusing).IsTrue();
    }

    [Test]
    public async Task Of_several_that_were_refused_the_first_that_was_not_delivered_is_waited_for()
    {
        TakenCounter counter = Make();
        counter.Refuse(5);
        counter.Refuse(8);
        counter.Refuse(9);
        counter.Deliver(5);
        await Assert.That(counter.Admits(9)).IsFalse();
        await Assert.That(counter.Admits(8)).IsTrue();
    }

    [Test]
    public async Task While_the_store_may_yet_refuse_an_earlier_one_a_later_one_is_not_taken()
    {
        TakenCounter counter = Make();
        counter.Adding = 1;
        counter.Refuse(5);
        counter.Deliver(5);
        await Assert.That(counter.Admits(7)).IsFalse();
        counter.Adding = 0;
        await Assert.That(counter.Admits(7)).IsTrue();
    }

    private static TakenCounter Make() => new("ann", "00112233445566778899aabbccddeeff", "bob");
}
