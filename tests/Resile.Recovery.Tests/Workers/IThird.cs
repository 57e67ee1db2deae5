namespace Resile.Recovery.Tests.Workers;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<InvalidDataException>(FailureAction.Restart)]
public interface IThird : IMember;
