namespace Resile.Recovery.Tests.Workers;

/// <summary>What the members of a group have in common.</summary>
public interface IMember
{
    Task<int> WorkAsync(Func<Task> work, CancellationToken cancellationToken = default);

    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
