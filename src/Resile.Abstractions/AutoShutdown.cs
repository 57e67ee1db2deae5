namespace Resile;

/// <summary>Says when a supervisor ends because significant children have ended that are not started again.</summary>
/// <remarks>The automatic shutdown of Erlang/OTP's supervisors. Children that are permanent never end so, and cannot be significant.</remarks>
public enum AutoShutdown
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When one of them has ended.</summary>
    AnySignificant,

    /// <summary>When all of them have ended.</summary>
    AllSignificant,
}
