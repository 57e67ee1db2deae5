namespace Resile.Recovery.TestChild;

/// <summary>Fails in a way that only the restart of the system mends.</summary>
public sealed class Accident : IAccident
{
    /// <inheritdoc/>
    public Task HappenAsync() => Task.FromException(new IOException("The disk is gone."));

    /// <inheritdoc/>
    public async Task AskForTooMuchMemoryAsync()
    {
        await Task.Yield();
        GC.KeepAlive(GC.AllocateUninitializedArray<byte>(Array.MaxLength));
    }

    /// <inheritdoc/>
    public async Task ExhaustMemoryAsync()
    {
        await Task.Yield();
        var held = new List<byte[]>();
        while (true)
        {
            held.Add(GC.AllocateUninitializedArray<byte>(1 << 20));
        }
    }
}
