namespace Resile;

/// <summary>Which components of a supervisor restart when one of them fails: the strategies of Erlang/OTP.</summary>
/// <remarks>
/// Those that restart end in reverse order of their registration, each within its shutdown timeout, and start in order.
/// However many restart, the failure counts once: against the budget of the component that failed.
/// </remarks>
public enum SupervisionStrategy
{
    /// <summary>The one that has failed: components that do without each other.</summary>
    OneForOne,

    /// <summary>All of them: components that share what none of them can restore alone.</summary>
    OneForAll,

    /// <summary>The one that has failed and those registered after it: components that depend on those before them.</summary>
    RestForOne,
}
