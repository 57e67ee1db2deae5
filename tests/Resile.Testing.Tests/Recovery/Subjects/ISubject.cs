namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>What the components of the tests have in common.</summary>
public interface ISubject
{
    /// <summary>Works for some milliseconds of virtual time; at once where that is none.</summary>
    ValueTask<int> ServeAsync(int milliseconds, CancellationToken cancellationToken = default);
}
