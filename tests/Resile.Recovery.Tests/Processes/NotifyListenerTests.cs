using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Tests.Processes;

public sealed class NotifyListenerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Message_says_what_its_lines_say()
    {
        Assert.Equal(new NotifyMessage(IsReady: true, IsAlive: false, IsStopping: false, "All\u00a0well"), Parse("MAINPID=7\nREADY=1\nSTATUS=All\u00a0well\u0007\n"));
        Assert.Equal(new NotifyMessage(IsReady: false, IsAlive: true, IsStopping: true, null), Parse("WATCHDOG=1\nSTOPPING=1"));
        Assert.Equal(new NotifyMessage(IsReady: false, IsAlive: false, IsStopping: false, null), Parse("READY=10\nXREADY=1\n watchdog=1\n\n="));
        Assert.Equal(256, Parse("STATUS=" + new string('x', 1000)).Status!.Length);
    }

    [Fact]
    public async Task Sign_of_life_ends_the_silence_and_nothing_else_does()
    {
        using var listener = NotifyListener.Open(_time);
        Send(listener, "READY=1");
        await listener.Ready.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(3));

        Send(listener, "READY=1\nSTATUS=Still");
        await UntilAsync(() => listener.Status == "Still");
        Assert.Equal(TimeSpan.FromSeconds(3), listener.Silence);

        Send(listener, "WATCHDOG=1");
        await UntilAsync(() => listener.Silence == TimeSpan.Zero);
    }

    [Fact]
    public async Task Message_that_is_too_long_is_passed_over_whole()
    {
        using var listener = NotifyListener.Open(_time);

        Send(listener, "STOPPING=1\n" + new string('x', NotifyMessage.LongestMessage));
        Send(listener, "READY=1");
        await listener.Ready.WaitAsync(ChildProcess.Patience, TestContext.Current.CancellationToken);

        Assert.False(listener.Stopping.IsCompleted);
    }

    [Fact]
    public void Socket_is_in_a_folder_that_only_its_user_may_enter_and_goes_with_the_listener()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var listener = NotifyListener.Open(_time);
        var folder = Path.GetDirectoryName(listener.Path)!;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        listener.Dispose();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Folder_for_temporary_files_whose_path_is_too_long_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("resile-long-").CreateSubdirectory(new string('x', 90));
        await using var child = ChildProcess.Start(
            new Dictionary<string, string?> { ["TMPDIR"] = folder.FullName }, "ladder", "--supervised");

        Assert.NotEqual(0, await child.EndAsync());
        Assert.Contains(child.Lines, static line => line.Contains("is longer than the 107 bytes that the name of a socket may have. Set TMPDIR to a shorter path.", StringComparison.Ordinal));
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Parent!.Delete(recursive: true);
    }

    private static NotifyMessage Parse(string text) => NotifyMessage.Parse(Encoding.UTF8.GetBytes(text));

    private static void Send(NotifyListener listener, string text)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(listener.Path));
        socket.Send(Encoding.UTF8.GetBytes(text));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(ChildProcess.Patience);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
