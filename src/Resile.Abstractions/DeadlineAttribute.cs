namespace Resile;

/// <summary>Sets the time that a call may take in all, retries and waiting included.</summary>
/// <param name="duration">A number and its unit: <c>250ms</c>, <c>5s</c>, <c>2m</c> or <c>1h</c>.</param>
/// <remarks>On an interface it applies to every method that sets none of its own.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class DeadlineAttribute(string duration) : Attribute
{
    /// <summary>Gets the time that a call may take, as a number and its unit.</summary>
    public string Duration { get; } = duration;
}
