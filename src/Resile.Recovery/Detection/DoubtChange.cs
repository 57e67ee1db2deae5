namespace Resile.Recovery.Detection;

/// <summary>What a look at the machine has changed.</summary>
/// <param name="Before">The score before.</param>
/// <param name="After">The score now.</param>
/// <param name="Why">The sign that made it rise; empty where it did not.</param>
/// <param name="LongestStep">How much of the time since the last look counts as the time of calls.</param>
internal readonly record struct DoubtChange(int Before, int After, string Why, TimeSpan LongestStep);
