namespace Resile;

/// <summary>Makes a method of an <c>[AutoRecover]</c> interface background work: its supervisor runs it for as long as a generation lives.</summary>
/// <remarks>
/// The method takes a <see cref="CancellationToken"/>, which is cancelled when the generation is to end, and nothing else, and returns a <see cref="Task"/> or a
/// <see cref="ValueTask"/>. A generation whose loop throws has failed and is replaced; so is one whose loop returns, unless its component is
/// <see cref="ChildRestart.Transient"/> or <see cref="ChildRestart.Temporary"/>. One that reports progress and then stops doing so hangs. Callers cannot call it.
/// A contract has one at most, beside ordinary methods.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BackgroundLoopAttribute : Attribute;
