namespace Resile.Integration.TestChild;

/// <summary>Tells of bookings, each account's in their order.</summary>
[DurableMessage]
public interface IBookings
{
    /// <summary>Something was booked.</summary>
    Task BookedAsync([OrderingKey] string account, int number, CancellationToken cancellationToken = default);
}
