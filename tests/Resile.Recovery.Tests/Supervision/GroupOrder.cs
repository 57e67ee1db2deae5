namespace Resile.Recovery.Tests.Supervision;

/// <summary>Reads from the log of a group that none of its components ever lived without those before it.</summary>
internal static class GroupOrder
{
    private static readonly string[] Order = ["First", "Second", "Third"];

    /// <summary>Gets those that live at the end of the log, in their order.</summary>
    public static IEnumerable<string> Alive(IReadOnlyList<string> lines)
    {
        var alive = new Dictionary<string, string>();
        foreach (var line in lines.Select(static line => line.Split(' ')).Where(static line => Order.Contains(line[1])))
        {
            var (what, component, generation) = (line[0], line[1], line[2]);
            var after = Order.SkipWhile(each => each != component).Skip(1);
            if (what == "start")
            {
                Assert.All(Order.TakeWhile(each => each != component), before => Assert.Contains(before, alive.Keys));
                Assert.DoesNotContain(after, alive.ContainsKey);
                Assert.True(alive.TryAdd(component, generation), $"Two generations of {component} lived at once.");
            }
            else if (alive.GetValueOrDefault(component) == generation)
            {
                // The end of one whose start has failed is no end of the living one.
                Assert.DoesNotContain(after, alive.ContainsKey);
                alive.Remove(component);
            }
        }

        return Order.Where(alive.ContainsKey);
    }
}
