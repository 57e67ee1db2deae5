using System.Globalization;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Writes where each parcel went, and fails at the first delivery of every seventh message.</summary>
internal sealed class ParcelBook(DurableContext context) : IParcelEvents
{
    public async Task MovedAsync(Parcels.Moved moved, CancellationToken cancellationToken = default)
    {
        if (moved.Number % 7 == 0 && context.Delivery == 1)
        {
            throw new InvalidOperationException("Not yet (on purpose).");
        }

        await using var insert = context.CreateCommand(string.Create(
            CultureInfo.InvariantCulture, $"insert into moves (parcel, number) values ('{moved.Parcel}', {moved.Number})"));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
