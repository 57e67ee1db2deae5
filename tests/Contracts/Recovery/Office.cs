namespace Resile.Generated.Tests.Contracts.Recovery;

/// <summary>What the whole program stands under.</summary>
[SystemRoot(MaxRestarts = 2)]
[Child<Ordering>(Restart = ChildRestart.Transient)]
[Child<IClock, Clock>]
public sealed partial class Office;

/// <summary>Declared in the wrong order: the invoices take the ledger, and that takes the store.</summary>
[Supervisor(SupervisionStrategy.RestForOne, MaxRestarts = 4, WithinSeconds = 60, AutoShutdown = AutoShutdown.AnySignificant)]
[Child<IInvoices, Invoices>(Restart = ChildRestart.Transient, Significant = true)]
[Child<ILedger, Ledger>(MaxRestarts = 1, WithinSeconds = 10)]
[Child<IStore, Store>]
public partial class Ordering;

/// <summary>Tells the time.</summary>
[AutoRecover]
public interface IClock
{
    /// <summary>Gets the hour.</summary>
    ValueTask<int> HourAsync();
}

/// <summary>Keeps values.</summary>
[AutoRecover(ShutdownMs = 1_500)]
[On<InvalidDataException>(FailureAction.Restart)]
public interface IStore
{
    /// <summary>Counts them, or fails.</summary>
    ValueTask<int> CountAsync(bool isCorrupt);
}

/// <summary>Writes entries into the store.</summary>
[AutoRecover]
public interface ILedger
{
    /// <summary>Counts them.</summary>
    ValueTask<int> CountAsync();
}

/// <summary>Makes invoices of entries.</summary>
[AutoRecover]
public interface IInvoices
{
    /// <summary>Counts them, and the generations of this component.</summary>
    ValueTask<int> CountAsync();
}

/// <summary>Takes nothing.</summary>
public sealed class Clock : IClock
{
    /// <inheritdoc/>
    public ValueTask<int> HourAsync() => new(12);
}

/// <summary>Takes what dependency injection may have, and values for what it has not.</summary>
public sealed class Store(IServiceProvider services, int size = 3, IFormatProvider? format = null, string name = "store") : IStore
{
    /// <inheritdoc/>
    public ValueTask<int> CountAsync(bool isCorrupt) => isCorrupt
        ? throw new InvalidDataException("The store is corrupt.")
        : new(size + (format is null && name == "store" && services is not null ? 0 : 100));
}

/// <summary>Has several constructors, one of which is marked.</summary>
public sealed class Ledger : ILedger
{
    private readonly IStore _store;

    /// <summary>Is for tests.</summary>
    public Ledger()
        : this(null!, null)
    {
    }

    /// <summary>Takes the store.</summary>
    [Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructor]
    public Ledger(IStore store, [Microsoft.Extensions.DependencyInjection.FromKeyedServices("books")] IComparer<string>? order) =>
        (_store, Order) = (store, order);

    /// <summary>Gets the order of the books.</summary>
    public IComparer<string>? Order { get; }

    /// <inheritdoc/>
    public ValueTask<int> CountAsync() => _store.CountAsync(isCorrupt: false);
}

/// <summary>Takes the ledger, and knows which generation it is.</summary>
public sealed class Invoices(ILedger ledger, IClock clock, Resile.Recovery.RecoveryContext context) : IInvoices
{
    /// <inheritdoc/>
    public async ValueTask<int> CountAsync() => await clock.HourAsync() * 100 + await ledger.CountAsync() * 10 + context.Generation;
}
