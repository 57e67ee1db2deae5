using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

internal sealed class Session(int key, RecoveryContext context, Journal journal, TimeProvider time)
    : Subject(context, journal, time, key), ISession;
