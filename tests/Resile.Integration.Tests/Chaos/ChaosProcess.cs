using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Resile.Integration.Tests.Chaos;

/// <summary>A process of the child program.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChaosProcess(Process process) => _process = process;

    private static string Program => typeof(ChaosProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "TestChild").Value!;

    /// <summary>Starts one.</summary>
    /// <param name="store">Its store.</param>
    /// <param name="broker">Its broker.</param>
    /// <param name="service">The name of its service.</param>
    /// <param name="operations">How many operations there are to be; 0 for a node that sends none.</param>
    /// <param name="end">Where it kills itself; null where it does not.</param>
    public static ChaosProcess Start(ChaosStore store, string broker, string service, int operations, string? end = null)
    {
        string[] arguments = [Program, store.Argument, broker, service, operations.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("dotnet", end is null ? arguments : [.. arguments, end]) { RedirectStandardOutput = true };

        // The broker is to notice soon that a process answers no more.
        start.Environment["Resile__Messaging__RabbitMq__Heartbeat"] = "00:00:01";
        return new ChaosProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it runs.</summary>
    /// <returns>Whether it does; if not, it was killed before.</returns>
    public async Task<bool> HasBegunAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken) == "runs";

    /// <summary>Stops it in the middle of everything (SIGSTOP), without its knowing.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it has done all that it had to; if not, it was killed.</returns>
    public async Task<bool> EndAsync(CancellationToken cancellationToken)
    {
        var printed = await _process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        var isDone = printed.EndsWith("done\n", StringComparison.Ordinal);
        Assert.True(isDone || _process.ExitCode == 137, $"The process ended with {_process.ExitCode}: it was neither killed nor done.");
        return isDone;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
