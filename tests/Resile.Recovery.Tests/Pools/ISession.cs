using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Pools;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<InvalidDataException>(FailureAction.Restart), On<NotImplementedException>(FailureAction.Escalate)]
[On<NotSupportedException>(FailureAction.Stop)]
public interface ISession : IMember
{
    ValueTask<int> KeyAsync(CancellationToken cancellationToken = default);
}
