using System.Collections.Concurrent;

namespace Resile.Benchmarks.Recovery.Herd;

/// <summary>What all of a herd depend on: it may be away, and notes when it is connected to.</summary>
internal sealed class Dependency(TimeProvider time)
{
    private readonly ConcurrentQueue<(DateTimeOffset At, bool IsServed)> _attempts = new();

    /// <summary>Gets or sets whether it answers nobody.</summary>
    public bool IsAway { get; set; }

    /// <summary>Gets when it was connected to, and whether it answered.</summary>
    public IReadOnlyCollection<(DateTimeOffset At, bool IsServed)> Attempts => _attempts;

    /// <summary>Uses it.</summary>
    public void Use()
    {
        if (IsAway)
        {
            throw new IOException("Nobody answers.");
        }
    }

    /// <summary>Connects to it.</summary>
    public void Connect()
    {
        _attempts.Enqueue((time.GetUtcNow(), !IsAway));
        Use();
    }

    /// <summary>Forgets who connected.</summary>
    public void Forget() => _attempts.Clear();
}
