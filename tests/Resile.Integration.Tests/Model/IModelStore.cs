using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.Model;

/// <summary>A real store with a table of effects beside it, in which nothing keeps an effect from being repeated.</summary>
internal interface IModelStore : IAsyncDisposable
{
    /// <summary>Gets the store.</summary>
    IMessageStore Messages { get; }

    /// <summary>Writes an effect in a transaction.</summary>
    Task AddEffectAsync(DbTransaction transaction, string text);

    /// <summary>Reads all effects in their order.</summary>
    Task<IReadOnlyList<string>> EffectsAsync();

    /// <summary>Does to a node's lease what its death does.</summary>
    Task KillAsync(Guid node, IOutboxLease lease);

    /// <summary>Lets the lease of a node run out, or those of all, where leases do.</summary>
    Task ExpireAsync(Guid? node);

    /// <summary>Reads the lanes, where there are any.</summary>
    Task<IReadOnlyDictionary<int, ModelLane>> LanesAsync();
}
