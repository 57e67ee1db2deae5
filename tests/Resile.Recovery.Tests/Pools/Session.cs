using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Pools;

internal sealed class Session(int key, RecoveryContext context, WorkerLog log) : Member(context, log), ISession
{
    public ValueTask<int> KeyAsync(CancellationToken cancellationToken = default) => new(key);
}
