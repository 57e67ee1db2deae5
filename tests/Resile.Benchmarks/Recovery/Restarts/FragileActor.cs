using Akka.Actor;

namespace Resile.Benchmarks.Recovery.Restarts;

/// <summary>The same as an actor, for comparison.</summary>
internal sealed class FragileActor : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is < 0)
        {
            throw new InvalidDataException("It was told to crash.");
        }

        Sender.Tell(message);
    }
}
