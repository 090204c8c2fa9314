using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ChatCli.Protocol.Frames;

/// <summary>Reads the lines that another program wrote, whatever they are: false for a line that does not fit, never an exception. Hot path.</summary>
public static class ContractReader
{
    /// <summary>Whether a type, as <see cref="FrameType.TryRead"/> found it, is this contract's.</summary>
    public static bool IsType<T>(ReadOnlySpan<byte> type) where T : class, IContract<T> => Ascii.Equals(type, T.WireName);

    /// <summary>
    /// The contract, false when the line does not fit it. Does not look at the line's type: the caller has chosen the contract by it.
    /// Unknown properties are ignored.
    /// </summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out T? contract) where T : class, IContract<T>
    {
        try
        {
            contract = JsonSerializer.Deserialize(frame, T.TypeInfo);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a string.
            contract = null;
        }
        return contract is not null;
    }
}
