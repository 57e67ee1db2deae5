namespace Resile.Testing.Tests.Recovery.Subjects;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
public interface ISession : ISubject;
