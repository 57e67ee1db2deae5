namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Names that are keywords, or that generated code would like for itself.</summary>
[LoadBalanced("keywords"), AutoRecover]
public interface IKeywords
{
    /// <summary>Takes keywords.</summary>
    [Get("/classes/{class}")]
    Task<string> @class(int @class, [Query("event")] string? @event = null, CancellationToken @default = default);

    /// <summary>Takes the names of generated code.</summary>
    [Post("/names")]
    Task<int> NamesAsync(
        int service, int call, int request, int reply, int channel, int cell, int component, CancellationToken cancellationToken = default);
}
