namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Messages that stand within another type, as many keep them.</summary>
public static class Parcels
{
    public sealed record Moved([property: OrderingKey] string Parcel, int Number);
}
