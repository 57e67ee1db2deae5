namespace Resile.Recovery;

/// <summary>How it is found out how many calls may run on a component at once.</summary>
public enum ConcurrencyLimit
{
    /// <summary>Any number may.</summary>
    None,

    /// <summary>As many as <see cref="AutoRecoverOptions.MaxConcurrency"/> says.</summary>
    Fixed,

    /// <summary>From how much longer calls take than usual: for a component that slows down when it has too much to do.</summary>
    Gradient2,

    /// <summary>From calls that fail or take more than 5 s: for a component that says so when it has too much to do.</summary>
    Aimd,
}
