namespace ChatCli.Protocol.Messages;

/// <summary>One line on the wire.</summary>
public interface IContract
{
    /// <summary>The wire name, the first property of the line.</summary>
    string Type { get; }
}

/// <summary>What a client asks of a server. Its answer carries the same id.</summary>
public interface IRequest : IContract
{
    /// <summary>Chosen by the client; not 0.</summary>
    long Id { get; }
}

/// <summary>What a server answers.</summary>
public interface IReply : IContract
{
    /// <summary>The id of the request.</summary>
    long Id { get; }
}

/// <summary>What is told without having been asked: by a server to a client, or by one peer to another.</summary>
public interface IEvent : IContract;
