using System.Buffers.Binary;
using System.Net;

namespace ChatCli.Server.Rules;

/// <summary>
/// Where connections come from, as far as one machine or household is told from another: an IPv4 address, or the first 64 bits of
/// an IPv6 address, of which everybody has all the others.
/// </summary>
internal readonly record struct ClientAddress(ulong Prefix)
{
    /// <summary>All connections without a network have one.</summary>
    public static ClientAddress Of(IPEndPoint? endPoint)
    {
        if (endPoint is null) return default;
        Span<byte> bytes = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(bytes, out int length);
        if (length == 4) return OfIPv4(bytes);
        return endPoint.Address.IsIPv4MappedToIPv6 ? OfIPv4(bytes[12..]) : new ClientAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>Under the prefix of 2002::/16 ("6to4"), where an IPv4 address stands for itself.</summary>
    private static ClientAddress OfIPv4(ReadOnlySpan<byte> address) =>
        new((0x2002UL << 48) | ((ulong)BinaryPrimitives.ReadUInt32BigEndian(address) << 16));
}
