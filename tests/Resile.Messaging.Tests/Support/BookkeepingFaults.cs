namespace Resile.Messaging.Tests.Support;

/// <summary>What the test wants <see cref="Bookkeeping"/> to do.</summary>
internal sealed class BookkeepingFaults
{
    public Action<string, int>? Inside { get; set; }
}
