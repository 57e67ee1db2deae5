using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Resile.Recovery.Tests.Processes;

/// <summary>The test child, run to its end by nobody but the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public ConcurrentQueue<string> Lines { get; } = new();

    public int Id => _process.Id;

    public static string Program { get; } = typeof(ChildProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "TestChild").Value!;

    public static ChildProcess Start(params string[] arguments) => Start(null, arguments);

    public static ChildProcess Start(Dictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child.Take(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Take(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Sends a signal, by its name, to a process.</summary>
    public static async Task SignalAsync(string name, int id)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public Task SignalAsync(string name) => SignalAsync(name, Id);

    /// <summary>Waits until it has ended and all that it printed was read.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has printed a line so often.</summary>
    public async Task UntilAsync(string line, int times = 1)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Lines.Count(each => each == line) < times)
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"'{line}' was not printed {times} time(s), but this was:\n{string.Join('\n', Lines)}");
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Gets what it printed of its own lives and their events, without what the log says, and without what a busy machine makes it doubt.</summary>
    public string[] Story => [.. Lines.Where(static line => line.StartsWith("life ", StringComparison.Ordinal)
        || line.StartsWith("serves ", StringComparison.Ordinal)
        || (line.StartsWith("event ", StringComparison.Ordinal) && !line.StartsWith("event SelfDoubt", StringComparison.Ordinal))
        || line.StartsWith("returns ", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            Lines.Enqueue(line);
        }
    }
}
