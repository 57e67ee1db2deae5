namespace Resile.Generators.Documents.Compositions;

/// <summary>What a program adds by a generated method.</summary>
internal enum PartKind
{
    /// <summary>A client: it calls the contract elsewhere.</summary>
    Client,

    /// <summary>A server over TCP or UDP.</summary>
    Server,

    /// <summary>The endpoints of a server over HTTP.</summary>
    Map,

    /// <summary>A supervised component.</summary>
    Component,

    /// <summary>The sender of a durable contract.</summary>
    Sender,

    /// <summary>A handler of a durable contract.</summary>
    Handler,

    /// <summary>A tree of supervisors.</summary>
    Supervisor,
}
