namespace ChatCli.Server.Storage;

/// <summary>What an administrator does with a store, also while a server uses it: reading sees one moment and holds nobody up.</summary>
internal interface IStoreMaintenance
{
    /// <summary>Looks for damage and counts; returns the exit status. Throws a <see cref="StoreException"/> where there is no store.</summary>
    int Check(TextWriter output, TextWriter errors);

    /// <summary>Copies the store into a file that is whole as soon as it is there; returns the exit status. Throws a <see cref="StoreException"/>.</summary>
    int BackUp(string file, TextWriter output);
}
