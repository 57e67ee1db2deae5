namespace Resile.Integration.Tests.EndToEnd;

[DurableMessage]
public interface IQuotes
{
    [Request(Timeout = "00:00:10")]
    Task<Quoted> QuoteAsync(Quote quote, CancellationToken cancellationToken = default);

    [Request(Timeout = "00:00:10")]
    Task<int> CountAsync(QuoteCount asked, CancellationToken cancellationToken = default);
}
