using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>Grows in the background.</summary>
internal sealed class Flower(RecoveryContext context, Journal journal, TimeProvider time) : Subject(context, journal, time), IFlower
{
    private readonly RecoveryContext _context = context;
    private readonly Journal _journal = journal;
    private readonly TimeProvider _time = time;

    public async Task GrowAsync(CancellationToken cancellationToken)
    {
        _journal.Loops(1);
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(700), _time, cancellationToken);
                _context.ReportProgress();
            }
        }
        finally
        {
            _journal.Loops(-1);
        }
    }
}
