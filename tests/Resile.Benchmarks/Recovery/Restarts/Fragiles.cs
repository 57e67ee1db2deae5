namespace Resile.Benchmarks.Recovery.Restarts;

/// <summary>Components that crash once each, so that each restart is a first one, before which there is no pause.</summary>
[Supervisor]
[ChildPool<IFragile, Fragile, int>]
internal sealed partial class Fragiles;
