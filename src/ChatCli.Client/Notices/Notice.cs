namespace ChatCli.Client.Notices;

/// <summary>
/// One thing to show, as a value: it carries the data and no words. The base type of each file names its subject, so that whoever turns notices into
/// text or anything else can do so subject by subject.
/// </summary>
internal abstract record Notice;
