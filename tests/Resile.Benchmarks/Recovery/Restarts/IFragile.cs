namespace Resile.Benchmarks.Recovery.Restarts;

/// <summary>A contract whose implementation crashes when it is told to.</summary>
[AutoRecover]
[On<InvalidDataException>(FailureAction.Restart)]
public interface IFragile
{
    /// <summary>Gives a value back; a negative one crashes the component.</summary>
    ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default);
}
