namespace Resile.Recovery.Calls;

/// <summary>The background work of a component.</summary>
/// <typeparam name="TContract">The contract of the component.</typeparam>
/// <param name="RunAsync">Runs it until the token is cancelled.</param>
internal sealed record ComponentLoop<TContract>(Func<TContract, CancellationToken, Task> RunAsync)
    where TContract : class;
