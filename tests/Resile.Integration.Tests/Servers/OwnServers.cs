using System.Diagnostics;
using System.Reflection;

namespace Resile.Integration.Tests.Servers;

/// <summary>Servers of a test's own, which it kills and starts again on what they have stored.</summary>
internal sealed class OwnServers : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _script;

    private OwnServers(Process script) => _script = script;

    public Uri RabbitMq { get; private set; } = null!;

    public string PostgreSql { get; private set; } = string.Empty;

    /// <summary>Starts some.</summary>
    /// <param name="servers"><c>rabbitmq</c>, <c>postgres</c>, or both.</param>
    public static async Task<OwnServers> StartAsync(params string[] servers)
    {
        var folder = typeof(OwnServers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "Repository").Value!;
        var script = Process.Start(new ProcessStartInfo(
            "bash", [Path.Combine(folder, "tests/Resile.Integration.Tests/Servers/own-servers.sh"), Path.Combine(folder, "eng/servers.sh"), .. servers])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var own = new OwnServers(script);
        own.RabbitMq = await own.ReadAsync() is { Length: > 0 } address ? new Uri(address) : new Uri("amqp://nowhere");
        own.PostgreSql = await own.ReadAsync();
        return own;
    }

    /// <summary>Kills one (SIGKILL).</summary>
    public Task KillAsync(string server) => DoAsync($"kill {server}");

    /// <summary>Starts one that was killed, and waits until it answers.</summary>
    public Task StartAgainAsync(string server) => DoAsync($"start {server}");

    /// <summary>Runs rabbitmqctl.</summary>
    public Task ControlAsync(string arguments) => DoAsync($"control {arguments}");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private async Task DoAsync(string line)
    {
        await _script.StandardInput.WriteLineAsync(line);
        await _script.StandardInput.FlushAsync();
        Assert.Equal("done", await ReadAsync());
    }

    private async Task<string> ReadAsync() => await _script.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException("The script of the servers has ended.");
}
