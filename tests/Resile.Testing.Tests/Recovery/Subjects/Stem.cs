using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>Hands the number of its generation on.</summary>
internal sealed class Stem(RecoveryContext context, Journal journal, TimeProvider time) : Subject(context, journal, time), IStem, ISnapshot<StemState>
{
    private readonly RecoveryContext _context = context;
    private readonly Journal _journal = journal;

    public StemState Capture()
    {
        _journal.OnCapture();
        return new StemState(_context.Generation);
    }

    public void Restore(StemState state) => _journal.OnRestore(state);
}
