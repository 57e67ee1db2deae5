using Resile.Messaging;

namespace Resile.Benchmarks.Messaging;

/// <summary>Handles what the report sends: one row, in the handler's transaction.</summary>
internal sealed class Ledger(DurableContext context) : IShipments
{
    /// <summary>What is written for each message, here and by the peers.</summary>
    public const string Insert = "insert into effects (number, customer) values ($1, $2)";

    /// <inheritdoc/>
    public async Task ShippedAsync(Shipped shipped, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand(Insert);
        Database.Fill(command, shipped);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
