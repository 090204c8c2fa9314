using ChatCli.Protocol.Bytes;
using ChatCli.Testing;

namespace ChatCli.Protocol.Tests;

[InheritsTests]
public sealed class InMemoryConnectionTests : ByteConnectionSpecification
{
    protected override int LargeSize => 200_000;

    protected override Task<(IByteConnection Near, IByteConnection Far)> PairAsync()
    {
        (InMemoryConnection near, InMemoryConnection far) = InMemoryConnection.Pair();
        return Task.FromResult<(IByteConnection, IByteConnection)>((near, far));
    }
}
