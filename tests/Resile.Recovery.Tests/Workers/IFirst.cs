namespace Resile.Recovery.Tests.Workers;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<InvalidDataException>(FailureAction.Restart), On<NotImplementedException>(FailureAction.Escalate)]
[On<NotSupportedException>(FailureAction.Stop), On<TimeoutException>(FailureAction.Resume)]
public interface IFirst : IMember;
