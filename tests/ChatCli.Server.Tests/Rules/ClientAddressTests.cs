using System.Net;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Tests;

public class ClientAddressTests
{
    [Test]
    [Arguments("192.0.2.7", "192.0.2.7", true)]
    [Arguments("192.0.2.7", "192.0.2.8", false)]
    [Arguments("192.0.2.7", "::ffff:192.0.2.7", true)]
    [Arguments("192.0.2.7", "2002:c000:207::1", true)]
    [Arguments("::ffff:192.0.2.7", "::ffff:192.0.2.8", false)]
    [Arguments("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", true)]
    [Arguments("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [Arguments("127.0.0.1", "::1", false)]
    [Arguments("127.0.0.1", "127.0.0.2", false)]
    public async Task One_machine_is_one_address(string one, string other, bool isSame)
    {
        await Assert.That(Of(one, 1) == Of(other, 2)).IsEqualTo(isSame);
    }

    private static ClientAddress Of(string address, int port) => ClientAddress.Of(new IPEndPoint(IPAddress.Parse(address), port));
}
