namespace Resile.Benchmarks.Recovery.Herd;

/// <summary>Components that fail together.</summary>
[Supervisor]
[ChildPool<IDependent, Dependent, int>]
internal sealed partial class HerdPool;
