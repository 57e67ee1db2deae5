namespace Resile.Testing.Tests.Recovery.Subjects;

internal sealed record StemState(int Generation);
