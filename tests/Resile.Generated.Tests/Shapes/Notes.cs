using Resile.Generated.Tests.Contracts.Shapes;

namespace Resile.Generated.Tests.Shapes;

/// <summary>Keeps notes in memory.</summary>
internal sealed class Notes : IInherited
{
    private readonly Dictionary<int, Note> _notes = [];

    public ValueTask<Note?> ReadAsync(int id, CancellationToken cancellationToken = default) => new(_notes.GetValueOrDefault(id));

    public Task WriteAsync(int id, Note note, CancellationToken cancellationToken = default)
    {
        _notes[id] = note;
        return Task.CompletedTask;
    }
}
