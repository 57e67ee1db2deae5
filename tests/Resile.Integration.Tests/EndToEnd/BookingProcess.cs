using System.Diagnostics;
using System.Reflection;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>A process that sends or handles bookings; killed at the end at the latest.</summary>
internal sealed class BookingProcess : IDisposable
{
    private readonly Process _process;

    private BookingProcess(params string[] arguments)
    {
        var child = typeof(BookingProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static attribute => attribute.Key == "TestChild").Value!;
        _process = Process.Start(new ProcessStartInfo("dotnet", [child, .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
    }

    public static BookingProcess Sender(string database, Uri broker, int accounts, int each) =>
        new("send", database, broker.ToString(), $"{accounts}", $"{each}");

    public static async Task<BookingProcess> StartHandlerAsync(string database, Uri broker, string service)
    {
        var process = new BookingProcess("handle", database, broker.ToString(), service);
        await process.WaitForAsync("runs");
        return process;
    }

    public async Task WaitForAsync(string line) => Assert.Equal(
        line, await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(120)));

    public void Kill() => _process.Kill();

    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await WaitForAsync("stopped");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
