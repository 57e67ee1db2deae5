namespace Resile;

/// <summary>Puts the implementation of an interface under supervision.</summary>
/// <remarks>
/// The build writes a proxy that callers hold for ever; behind it stands a generation of the implementation, which is replaced when
/// it crashes or hangs. The values set here are defaults: code and then the configuration section <c>Resile:Components:&lt;Contract&gt;</c>
/// override them.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class AutoRecoverAttribute : Attribute
{
    /// <summary>Gets or sets the milliseconds after which a call that has not returned means that the component hangs; 0 keeps the default.</summary>
    public int HangAfterMs { get; set; }

    /// <summary>Gets or sets the milliseconds that running calls may take to finish before a generation is replaced; 0 keeps the default.</summary>
    public int ShutdownMs { get; set; }

    /// <summary>Gets or sets what becomes of calls while the component is down. They wait by default, and idempotent ones are replayed.</summary>
    public PendingCalls Pending { get; set; } = PendingCalls.Replay;

    /// <summary>Gets or sets how many calls may wait at once; 0 keeps the default.</summary>
    public int QueueLimit { get; set; }
}
