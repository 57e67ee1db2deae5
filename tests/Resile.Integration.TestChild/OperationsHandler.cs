using Resile.Messaging;

namespace Resile.Integration.TestChild;

/// <summary>Stores an effect for each operation.</summary>
internal sealed class OperationsHandler(DurableContext context) : IOperations
{
    public async Task DoneAsync(int operation, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand($"insert into effects (operation) values ({operation})");
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
