using Resile.Recovery.Supervision;

namespace Resile.Recovery.Pools;

/// <summary>A pool as the tree sees it.</summary>
internal interface IPool
{
    /// <summary>Gives it the supervisor that its components stand under.</summary>
    /// <param name="supervisor">The supervisor.</param>
    /// <param name="reporter">Tells what happens to them.</param>
    void StandUnder(Supervisor supervisor, SupervisionReporter reporter);
}
