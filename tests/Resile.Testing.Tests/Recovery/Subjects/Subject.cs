using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>A component that notes what happens to it, and does what the test has put in store for it.</summary>
internal abstract class Subject : IRecoverable, IAsyncDisposable
{
    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private int _isStarted;
    private int _isDisposed;

    protected Subject(RecoveryContext context, Journal journal, TimeProvider time, int? key = null)
    {
        (Context, _journal, _time) = (context, journal, time);
        Name = key is null ? context.Component : $"{context.Component}[{key}]";
        journal.OnMake(context);
        journal.Made();
    }

    public RecoveryContext Context { get; }

    public string Name { get; }

    public bool IsStarted => Volatile.Read(ref _isStarted) != 0;

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    public async ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        await _journal.OnStart(context, cancellationToken);
        if (!context.IsCurrent)
        {
            return;
        }

        _journal.Started(this);
        Volatile.Write(ref _isStarted, 1);
    }

    public async ValueTask<int> ServeAsync(int milliseconds, CancellationToken cancellationToken = default)
    {
        _journal.Served(this);
        if (milliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _time, cancellationToken);
        }

        return Context.Generation;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            _journal.Violated($"{Name} #{Context.Generation} was disposed twice.");
        }

        _journal.Disposed();
        await _journal.OnDispose(Context);
    }
}
