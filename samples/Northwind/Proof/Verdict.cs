using Northwind.Faults;
using Northwind.Running;

namespace Northwind.Proof;

/// <summary>Whether the books balance, and whether the faults that should have been survived really happened.</summary>
/// <param name="Books">What billing has stored.</param>
/// <param name="Delivery">What became of the messages.</param>
/// <param name="Tallies">What the processes have counted.</param>
/// <param name="Objections">What is wrong; nothing, if all is well.</param>
internal sealed record Verdict(Books Books, Delivery Delivery, Tallies Tallies, IReadOnlyList<string> Objections)
{
    /// <summary>Reads the databases and judges.</summary>
    public static async Task<Verdict> ReachAsync(IStage stage, Books expected, FaultPlan plan, RunOptions options, CancellationToken cancellationToken)
    {
        var tallies = await Tallies.ReadAsync(stage, cancellationToken);
        var books = await Books.ReadAsync(stage, cancellationToken);
        var delivery = await Delivery.ReadAsync(stage, tallies, cancellationToken);
        var objections = new List<string>();
        if (books != expected)
        {
            objections.Add($"The books do not balance. Expected: {expected}");
        }

        if (delivery.Billed != expected.Orders || delivery.Shipped != expected.Orders || delivery.Lost != 0 || delivery.Repeated != 0)
        {
            objections.Add($"Of {expected.Orders} orders, each should be billed and shipped once.");
        }

        if (delivery.Misordered != 0)
        {
            objections.Add("A customer's orders should be billed and shipped in the order in which they were placed.");
        }

        if (!plan.IsCalm)
        {
            objections.AddRange(MissingFaults(stage, tallies, delivery, options));
        }

        return new Verdict(books, delivery, tallies, objections);
    }

    private static IEnumerable<string> MissingFaults(IStage stage, Tallies tallies, Delivery delivery, RunOptions options)
    {
        var busy = delivery.Placed >= FaultPlan.OrdersToNoticeReplicas;
        if (tallies.Sum(Tally.Hangs) == 0)
        {
            yield return "The ledger never hung.";
        }

        if (tallies.Sum(Tally.ComponentRestarts) <= tallies.Sum(Tally.Hangs))
        {
            yield return "The ledger never threw.";
        }

        if (tallies.Sum(Tally.ServiceRestarts) == 0)
        {
            yield return "Shipping's office never restarted as a whole.";
        }

        if (options.UsesBroker && tallies.Sum(Tally.SystemRestarts) == 0)
        {
            yield return "Billing's host was never rebuilt.";
        }

        if (busy)
        {
            var (sound, slow, dying) = (Calls(stage.Catalogs[0]), Calls(stage.Catalogs[1]), Calls(stage.Catalogs[2]));
            if (slow * 2 > sound)
            {
                yield return $"The slow replica got {slow} calls, the sound one {sound}: it was not spared.";
            }

            if (tallies.Sum(Tally.Failures + stage.Catalogs[2]) == 0)
            {
                yield return "Nobody noticed the replica that died: no call to it failed.";
            }

            if (dying == 0 || tallies.Sum(Tally.InRotation + stage.Catalogs[2]) == 0)
            {
                yield return "The replica that died did not come back into the rotation.";
            }
        }

        if (busy)
        {
            if (stage.Pricing.Any(address => Calls(address) == 0) || tallies.Sum(Tally.Failures + stage.Pricing[1]) == 0)
            {
                yield return "The pricing's replicas did not share the calls, or nobody noticed the one that died.";
            }

            if (stage.Presence.Any(address => Calls(address) == 0) || tallies.Sum(Tally.Failures + stage.Presence[1]) == 0)
            {
                yield return "The presence's replicas did not share the calls, or nobody noticed the one that died.";
            }
        }

        foreach (var process in options.UsesBroker ? ["catalog-3", "pricing-2", "presence-2", "shipping", .. stage.BillingProcesses] : Array.Empty<string>())
        {
            if (tallies.Sum(Tally.ProcessRestarts, process) == 0)
            {
                yield return $"The process of {process} was never killed and started again.";
            }
        }

        foreach (var process in busy ? stage.BillingProcesses : [])
        {
            if (tallies.Sum(Tally.Takeovers, process) == 0)
            {
                yield return $"Billing did not go on when {process} was killed.";
            }

            if (!delivery.BilledBy.ContainsKey(process))
            {
                yield return $"{process} never billed anything.";
            }
        }

        if (options.UsesBroker && BrokerKill.IsAllowed && delivery.WithoutBroker == 0)
        {
            yield return "The broker was not killed and started again, or no order was placed meanwhile.";
        }

        long Calls(string address) => tallies.Sum(Tally.Calls + address);
    }
}
