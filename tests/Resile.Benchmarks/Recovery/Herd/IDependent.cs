namespace Resile.Benchmarks.Recovery.Herd;

/// <summary>A contract whose implementation cannot do without something that it shares with others.</summary>
[AutoRecover]
[On<IOException>(FailureAction.Restart)]
public interface IDependent
{
    /// <summary>Uses what it depends on.</summary>
    ValueTask UseAsync(CancellationToken cancellationToken = default);
}
