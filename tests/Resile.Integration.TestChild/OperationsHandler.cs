using System.Globalization;
using Resile.Messaging;

namespace Resile.Integration.TestChild;

/// <summary>Stores an effect for each operation. Every fifth fails at its first delivery.</summary>
internal sealed class OperationsHandler(DurableContext context) : IOperations
{
    public async Task DoneAsync(int key, int number, int operation, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand(string.Create(
            CultureInfo.InvariantCulture, $"insert into effects (operation, key, number) values ({operation}, {key}, {number})"));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        if (operation % 5 == 0 && context.Delivery == 1)
        {
            throw new InvalidOperationException("The first delivery of every fifth operation fails.");
        }
    }

    public Task SpoiltAsync(int operation, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("This one always fails.");
}
