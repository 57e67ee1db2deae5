namespace Resile.Testing.Tests.Recovery.Subjects;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<NotSupportedException>(FailureAction.Stop), On<NotImplementedException>(FailureAction.Escalate), On<InvalidDataException>(FailureAction.Restart)]
public interface INut : ISubject;
