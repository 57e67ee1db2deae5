namespace Resile.Recovery;

/// <summary>Carries the context of a generation into its scope.</summary>
internal sealed class RecoveryContextHolder
{
    /// <summary>Gets or sets the context.</summary>
    public RecoveryContext? Context { get; set; }
}
