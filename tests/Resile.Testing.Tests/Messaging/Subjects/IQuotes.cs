namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>Asks what something costs.</summary>
[DurableMessage]
internal interface IQuotes
{
    [Request(Timeout = "00:00:05")]
    Task<decimal> PriceAsync(string product, int quantity, CancellationToken cancellationToken = default);
}
