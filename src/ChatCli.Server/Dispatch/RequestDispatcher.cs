using System.Text.Unicode;
using ChatCli.Protocol.Frames;
using ChatCli.Server.Hub;
using ChatCli.Server.Rules;

namespace ChatCli.Server.Dispatch;

/// <summary>Takes one line of a client to its handler and sends the refusal where there is one. Hot path.</summary>
internal sealed class RequestDispatcher(RequestTable table)
{
    /// <summary>
    /// Carries out one line. When it does not complete at once, nothing further of this client may be handled before it does.
    /// </summary>
    public ValueTask DispatchAsync(ClientChannel channel, ReadOnlySpan<byte> frame)
    {
        long id = 0;
        ValueTask<Refusal?> handling;
        if (!Utf8.IsValid(frame) || !FrameType.TryRead(frame, out ReadOnlySpan<byte> type))
        {
            handling = new(Refusal.BadRequest);
        }
        else if (!table.TryFind(type, out RequestRow? row))
        {
            handling = new(Refusal.UnknownType);
        }
        else if (row.State != channel.State)
        {
            handling = new(channel.State switch
            {
                ChannelState.Connected => Refusal.HelloFirst,
                ChannelState.Greeted => Refusal.LoginFirst,
                _ => Refusal.LoggedInAlready,
            });
        }
        else
        {
            handling = row.HandleAsync(channel, frame, out id);
        }

        if (!handling.IsCompletedSuccessfully) return RefuseLaterAsync(channel, id, handling);
        if (handling.Result is { } refusal) channel.Refuse(id != 0 ? id : FrameId.Find(frame) ?? 0, refusal);
        return default;
    }

    private static async ValueTask RefuseLaterAsync(ClientChannel channel, long id, ValueTask<Refusal?> handling)
    {
        if (await handling is { } refusal) channel.Refuse(id, refusal);
    }
}
