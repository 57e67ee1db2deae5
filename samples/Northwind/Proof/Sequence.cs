namespace Northwind.Proof;

/// <summary>Whether each customer's orders were dealt with in the order in which they were placed.</summary>
internal static class Sequence
{
    /// <summary>Counts entries that overtook an earlier order of their customer, and those that were made side by side with another one.</summary>
    /// <param name="entries">What was done for the orders. What was done twice counts elsewhere.</param>
    /// <param name="placed">The orders, as the storefront stored them.</param>
    public static long Misordered(IEnumerable<Entry> entries, IEnumerable<Entry> placed)
    {
        var numbers = placed.ToDictionary(static order => order.OrderId, static order => order.Place);
        return entries.GroupBy(static entry => entry.CustomerId).Sum(customer => MisorderedOf(customer.OrderBy(static entry => entry.Place), numbers));
    }

    private static long MisorderedOf(IEnumerable<Entry> entries, Dictionary<int, long> numbers)
    {
        var (misordered, place, latest) = (0L, 0L, 0L);
        foreach (var entry in entries)
        {
            var number = numbers.GetValueOrDefault(entry.OrderId);
            if (entry.Place == place || number < latest)
            {
                misordered++;
            }

            (place, latest) = (entry.Place, Math.Max(latest, number));
        }

        return misordered;
    }
}
