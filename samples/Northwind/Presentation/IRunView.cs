namespace Northwind.Presentation;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunView
{
    /// <summary>Shows it until the token is cancelled.</summary>
    /// <param name="read">Reads how far the run is.</param>
    /// <param name="cancellationToken">Cancelled when the run has ended.</param>
    Task ShowAsync(Func<CancellationToken, Task<RunStatus>> read, CancellationToken cancellationToken);
}
