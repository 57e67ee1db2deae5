using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>Takes the failures of components.</summary>
internal interface IFailureSink
{
    /// <summary>Takes a failure. Called once for each generation, on a caller's thread: it must not wait.</summary>
    void Failed(ComponentFailure failure);

    /// <summary>Takes an exception after which the component goes on. Called on a caller's thread: it must not wait.</summary>
    void Resumed(Generation generation, Exception exception);

    /// <summary>Takes that a call has waited in vain, or has hung, and that components wait for one another. Called on any thread: it must not wait.</summary>
    void WaitsInCircle(string circle);
}
