using ChatCli.Protocol.Frames;
using ChatCli.Protocol.Messages;

namespace ChatCli.Client.Link;

/// <summary>One thing that came from the server.</summary>
internal abstract record Incoming;

/// <summary>The answer to a request.</summary>
internal sealed record IncomingReply(IReply Reply) : Incoming;

/// <summary>Something told without having been asked.</summary>
internal sealed record IncomingEvent(IEvent Event) : Incoming;

/// <summary>A line that this version cannot read; <paramref name="Id"/> is 0 unless it answers a request.</summary>
internal sealed record IncomingUndecodable(string WireName, long Id) : Incoming;

/// <summary>The connection has ended; nothing follows.</summary>
internal sealed record IncomingEnd : Incoming;
