using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

internal sealed class Fruit(RecoveryContext context, Journal journal, TimeProvider time) : Subject(context, journal, time), IFruit;
