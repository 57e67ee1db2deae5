using Resile.Recovery;

namespace Resile.Testing.Recovery;

/// <summary>Is disposed with the scope of a generation.</summary>
internal sealed class GenerationEnd(GenerationFaults faults) : IAsyncDisposable
{
    public RecoveryContext? Context { get; set; }

    public ValueTask DisposeAsync() => Context is null ? default : faults.EndingAsync(Context);
}
