using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ChatCli.Protocol.Frames;

/// <summary>One line on the wire.</summary>
public interface IContract
{
    /// <summary>The wire name, the first property of the line.</summary>
    string Type { get; }
}

/// <summary>A contract that says its own name and how it is written and read, so that nobody else does.</summary>
/// <typeparam name="TSelf">The contract itself.</typeparam>
public interface IContract<TSelf> : IContract
    where TSelf : class, IContract<TSelf>
{
    /// <summary>What the type of its lines says: ASCII letters in lower case.</summary>
    static abstract string WireName { get; }

    /// <summary>Writes and reads its lines; generated at build time.</summary>
    static abstract JsonTypeInfo<TSelf> TypeInfo { get; }
}

/// <summary>What a client asks of a server. Its answer carries the same id.</summary>
public interface IRequest : IContract
{
    /// <summary>Chosen by the client; not 0.</summary>
    long Id { get; }
}

/// <inheritdoc cref="IRequest"/>
public interface IRequest<TSelf> : IRequest, IContract<TSelf>
    where TSelf : class, IRequest<TSelf>;

/// <summary>What a server answers.</summary>
public interface IReply : IContract
{
    /// <summary>The id of the request.</summary>
    long Id { get; }
}

/// <inheritdoc cref="IReply"/>
public interface IReply<TSelf> : IReply, IContract<TSelf>
    where TSelf : class, IReply<TSelf>;

/// <summary>What a server tells a client, or one peer another, without a request.</summary>
public interface IEvent : IContract;

/// <inheritdoc cref="IEvent"/>
public interface IEvent<TSelf> : IEvent, IContract<TSelf>
    where TSelf : class, IEvent<TSelf>;

/// <summary>The part that all contracts share: each line begins with its type.</summary>
public abstract record Contract<TSelf>
    where TSelf : Contract<TSelf>, IContract<TSelf>
{
    /// <inheritdoc cref="IContract.Type"/>
    [JsonPropertyOrder(-1)]
    public string Type => TSelf.WireName;
}
