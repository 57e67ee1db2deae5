using Northwind.Running;

namespace Northwind.Proof;

/// <summary>What the processes have counted and stored, those that were killed included.</summary>
internal sealed class Tallies(IReadOnlyList<(string Process, string Name, long Value)> rows)
{
    /// <summary>Reads the databases.</summary>
    public static async Task<Tallies> ReadAsync(IStage stage, CancellationToken cancellationToken)
    {
        var rows = new List<(string, string, long)>();
        foreach (var database in stage.Databases.Values.DistinctBy(static database => database.ConnectionString))
        {
            rows.AddRange(await database.ReadAsync("select process, name, value from tallies",
                static row => (row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken));
        }

        return new Tallies(rows);
    }

    /// <summary>Adds up something over all processes.</summary>
    public long Sum(string name) => rows.Where(row => row.Name == name).Sum(static row => row.Value);

    /// <summary>Adds up something over the processes whose name begins in a given way.</summary>
    public long Sum(string name, string process) =>
        rows.Where(row => row.Name == name && row.Process.StartsWith(process, StringComparison.Ordinal)).Sum(static row => row.Value);
}
