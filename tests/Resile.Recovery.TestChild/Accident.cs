namespace Resile.Recovery.TestChild;

/// <summary>Fails in a way that only the restart of the system mends.</summary>
public sealed class Accident : IAccident
{
    /// <inheritdoc/>
    public Task HappenAsync() => Task.FromException(new IOException("The disk is gone."));
}
