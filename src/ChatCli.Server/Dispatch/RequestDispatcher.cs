using System.Text.Unicode;
using ChatCli.Protocol.Frames;

namespace ChatCli.Server.Dispatch;

/// <summary>Takes one line of a client to its handler and sends the refusal where there is one. Hot path.</summary>
internal sealed class RequestDispatcher(RequestTable table)
{
    /// <summary>
    /// Carries out one line. When it does not complete at once, nothing further of this client may be handled before it does.
    /// </summary>
    public ValueTask DispatchAsync(Session session, ReadOnlySpan<byte> frame)
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
        else if (row.State != session.State)
        {
            handling = new(session.State switch
            {
                SessionState.Connected => Refusal.HelloFirst,
                SessionState.Greeted => Refusal.LoginFirst,
                _ => Refusal.LoggedInAlready,
            });
        }
        else
        {
            handling = row.HandleAsync(session, frame, out id);
        }

        if (!handling.IsCompletedSuccessfully) return RefuseLaterAsync(session, id, handling);
        if (handling.Result is { } refusal) session.Refuse(id != 0 ? id : FrameId.Find(frame) ?? 0, refusal);
        return default;
    }

    private static async ValueTask RefuseLaterAsync(Session session, long id, ValueTask<Refusal?> handling)
    {
        if (await handling is { } refusal) session.Refuse(id, refusal);
    }
}
