using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Resile.LoadBalancing.Tests;

/// <summary>What was logged, with its level.</summary>
internal sealed class LogReadings : ILoggerProvider, ILogger
{
    /// <summary>Gets the messages.</summary>
    public ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue($"{logLevel} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
