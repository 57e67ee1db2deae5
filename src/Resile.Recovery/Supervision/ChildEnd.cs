namespace Resile.Recovery.Supervision;

/// <summary>Why a child ends for good.</summary>
/// <param name="Why">Why, as the end of a sentence about it.</param>
/// <param name="IsWithHost">Whether it ends because its host stops.</param>
internal sealed record ChildEnd(string Why, bool IsWithHost = false)
{
    /// <summary>The end of the host.</summary>
    public static readonly ChildEnd WithHost = new("its host is stopping. Call it while the host runs.", IsWithHost: true);
}
