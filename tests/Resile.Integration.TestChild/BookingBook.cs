using Resile.Messaging;

namespace Resile.Integration.TestChild;

/// <summary>Stores an effect for each booking, and fails now and then.</summary>
internal sealed class BookingBook(DurableContext context) : IBookings
{
    public async Task BookedAsync(string account, int number, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand($"insert into effects (account, number) values ('{account}', {number})");
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await Task.Delay(Random.Shared.Next(3), cancellationToken);
        if (Random.Shared.Next(25) == 0)
        {
            throw new InvalidOperationException("The account book is closed for a moment.");
        }
    }
}
