namespace Resile.Messaging.PostgreSql;

/// <summary>What one renewal changes.</summary>
/// <param name="Claimed">Lanes that this node reads from now on, with their epochs.</param>
/// <param name="Released">Lanes that are no longer this node's.</param>
/// <param name="Leaving">Lanes that it reads no more and gives up at the next renewal.</param>
internal sealed record LaneChange(IReadOnlyDictionary<short, long> Claimed, IReadOnlyList<short> Released, IReadOnlyList<short> Leaving);
