using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Resile.Messaging.Tests.Support;

/// <summary>Keeps what was logged.</summary>
internal sealed class LogCollector : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public int Count(string part) => Entries.Count(entry => entry.Text.Contains(part, StringComparison.Ordinal));

    public void Dispose()
    {
    }
}
