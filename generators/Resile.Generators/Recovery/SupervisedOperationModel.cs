using Resile.Generators.Contracts;

namespace Resile.Generators.Recovery;

/// <summary>An operation of a supervised contract.</summary>
/// <param name="Operation">What every feature knows of it.</param>
/// <param name="Replays">How often a call of it may be made again.</param>
/// <param name="UsedOnce">The parameter for which an idempotent call is not made again: what it is given can be used once only; null if there is none.</param>
internal sealed record SupervisedOperationModel(OperationModel Operation, int Replays, string? UsedOnce);
