namespace Northwind.Faults;

/// <summary>What is broken, and when: at which orders, or after how many of them.</summary>
internal sealed record FaultPlan
{
    /// <summary>Below this many orders there is too little traffic for a slow or dead replica to be noticed.</summary>
    public const int OrdersToNoticeReplicas = 200;

    /// <summary>Gets the plan that breaks nothing.</summary>
    public static FaultPlan Calm { get; } = new();

    /// <summary>Gets whether nothing is broken.</summary>
    public bool IsCalm => ThrowAt.Count == 0;

    /// <summary>Gets the milliseconds by which one replica of the catalog answers late.</summary>
    public int SlowByMs { get; init; }

    /// <summary>Gets after how many orders another replica dies.</summary>
    public int ReplicaDiesAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders it returns.</summary>
    public int ReplicaReturnsAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders a replica of the pricing dies.</summary>
    public int PricingDiesAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders it returns.</summary>
    public int PricingReturnsAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders a replica of the presence dies.</summary>
    public int PresenceDiesAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders it returns.</summary>
    public int PresenceReturnsAfter { get; init; } = int.MaxValue;

    /// <summary>Gets the orders at which the ledger throws.</summary>
    public IReadOnlyList<int> ThrowAt { get; init; } = [];

    /// <summary>Gets the orders at which it hangs.</summary>
    public IReadOnlyList<int> HangAt { get; init; } = [];

    /// <summary>Gets the orders at which billing burns, so that its host has to be rebuilt: only where it is a process of its own.</summary>
    public IReadOnlyList<int> BillingBurnsAt { get; init; } = [];

    /// <summary>Gets the orders at which shipping burns, and its office restarts as a whole.</summary>
    public IReadOnlyList<int> ShippingBurnsAt { get; init; } = [];

    /// <summary>Gets after how many orders the process that bills at the time is killed.</summary>
    public IReadOnlyList<int> KillBillingAfter { get; init; } = [];

    /// <summary>Gets after how many orders shipping's process is killed.</summary>
    public int KillShippingAfter { get; init; } = int.MaxValue;

    /// <summary>Gets after how many orders the broker is killed, if it is this run's own.</summary>
    public int KillBrokerAfter { get; init; } = int.MaxValue;

    /// <summary>Spreads the faults over a run.</summary>
    /// <param name="orderIds">The orders of the run.</param>
    public static FaultPlan For(IReadOnlyList<int> orderIds)
    {
        int At(double share) => Math.Min((int)(orderIds.Count * share), orderIds.Count - 1);
        return new FaultPlan
        {
            // Far above what a busy machine adds to every call by itself.
            SlowByMs = 150,
            ReplicaDiesAfter = At(0.2),
            ReplicaReturnsAfter = At(0.45),
            PricingDiesAfter = At(0.3),
            PricingReturnsAfter = At(0.55),
            PresenceDiesAfter = At(0.4),
            PresenceReturnsAfter = At(0.6),
            ThrowAt = [orderIds[At(0.05)], orderIds[At(0.12)], orderIds[At(0.2)]],

            // Behind the others: a crash while a call hangs would end the hang before anybody noticed it.
            HangAt = [orderIds[At(0.35)]],
            ShippingBurnsAt = [orderIds[At(0.28)]],
            BillingBurnsAt = [orderIds[At(0.48)]],
            KillShippingAfter = At(0.5),
            KillBillingAfter = [At(0.58), At(0.68)],

            // Last, when billing's processes have each had their turn: a broker that returns chooses anew which of them bills.
            KillBrokerAfter = At(0.78),
        };
    }
}
