namespace ChatCli.Protocol.Files;

/// <summary>What a replaced file is to outlive.</summary>
public enum Durability
{
    /// <summary>The end of the program. Nothing waits for the disk, so a crash of the machine may bring the old file back.</summary>
    Process,

    /// <summary>A crash of the machine: file and folder are synced before the call returns.</summary>
    Machine,
}
