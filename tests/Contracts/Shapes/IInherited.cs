namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Members that come from a generic interface, and one that it adds.</summary>
[LoadBalanced("notes"), AutoRecover]
internal interface IInherited : IReader<Note>
{
    /// <summary>Writes a note.</summary>
    [Put("/notes/{id}")]
    Task WriteAsync(int id, Note note, CancellationToken cancellationToken = default);
}

/// <summary>Reads things.</summary>
internal interface IReader<T>
{
    /// <summary>Reads one, or none.</summary>
    [Get("/notes/{id}")]
    ValueTask<T?> ReadAsync(int id, CancellationToken cancellationToken = default);
}

/// <summary>A note.</summary>
internal sealed record Note(string Text);
