using System.Net.Sockets;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Tests.Processes;

/// <summary>What the process is told by its variables, and what it sends.</summary>
public sealed class ServiceManagerTests
{
    [Theory]
    [InlineData("3000000", null, 3)]
    [InlineData("3000000", "", 3)]
    [InlineData("3000000", "42", 3)]
    public void Watchdog_time_is_read_in_microseconds(string time, string? processId, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ServiceManager.ReadTimeout(time, processId, ownId: 42));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("18446744073709551615", null)]
    [InlineData("3000000", "43")]
    public void Watchdog_time_that_makes_no_sense_or_is_another_process_s_wants_no_pings(string? time, string? processId) =>
        Assert.Null(ServiceManager.ReadTimeout(time, processId, ownId: 42));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Child_speaks_to_a_socket_in_the_file_system_or_an_abstract_one(bool isAbstract)
    {
        var folder = Directory.CreateTempSubdirectory("resile-notify-");
        var name = isAbstract ? "@resile-" + Guid.NewGuid().ToString("N") : Path.Combine(folder.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        await using var child = ChildProcess.Start(
            new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = name, ["WATCHDOG_USEC"] = "200000" }, "ladder", "fault=environment");

        Assert.Equal("READY=1\nSTATUS=Serving.", await ReceiveAsync(socket));
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(socket));
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(socket));
        await child.UntilAsync("inherits []");
        await child.SignalAsync("TERM");
        var last = await ReceiveAsync(socket);
        while (last == "WATCHDOG=1")
        {
            last = await ReceiveAsync(socket);
        }

        Assert.Equal("STOPPING=1\nSTATUS=Stopping.", last);
        Assert.Equal(0, await child.EndAsync());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Socket_that_nobody_listens_to_does_no_harm()
    {
        await using var child = ChildProcess.Start(
            new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = "/nowhere/notify", ["WATCHDOG_USEC"] = "100000" }, "ladder");
        await child.UntilAsync("serves 1");

        await child.SignalAsync("TERM");

        Assert.Equal(0, await child.EndAsync());
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(ChildProcess.Patience);
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, limit.Token);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
