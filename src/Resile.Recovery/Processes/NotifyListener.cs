using System.Net.Sockets;
using System.Text;

namespace Resile.Recovery.Processes;

/// <summary>Hears what a child process says of itself, on a Unix datagram socket of its own.</summary>
/// <remarks>
/// Who sends a datagram cannot be asked here: the credentials of a sender are out of reach of .NET's sockets. What keeps others out is the folder of
/// the socket, which only this user may enter; each life of a child has a socket of its own, so that a child that was replaced is not heard.
/// </remarks>
internal sealed class NotifyListener : IDisposable
{
    // The 108 bytes of sockaddr_un.sun_path, one of which ends the name.
    private const int LongestPath = 107;

    private readonly Socket _socket;
    private readonly DirectoryInfo _folder;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSign;
    private string? _status;

    private NotifyListener(Socket socket, DirectoryInfo folder, string path, TimeProvider time)
    {
        (_socket, _folder, Path, _time) = (socket, folder, path, time);
        _ = ReceiveAsync();
    }

    /// <summary>Gets whether this system has such sockets.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Gets the path of the socket.</summary>
    public string Path { get; }

    /// <summary>Gets a task that completes when the child serves.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Gets a task that completes when the child says that it ends.</summary>
    public Task Stopping => _ending.Task;

    /// <summary>Gets how long ago the child last gave a sign of life.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastSign));

    /// <summary>Gets what the child last said that it does.</summary>
    public string? Status => Volatile.Read(ref _status);

    /// <summary>Opens a socket in a folder of its own below the system's folder for temporary files.</summary>
    /// <exception cref="InvalidOperationException">It cannot be opened there.</exception>
    public static NotifyListener Open(TimeProvider time)
    {
        DirectoryInfo? folder = null;
        try
        {
            // Made with the rights of its user alone.
            folder = Directory.CreateTempSubdirectory("resile-");
            var path = System.IO.Path.Combine(folder.FullName, "notify");
            if (Encoding.UTF8.GetByteCount(path) > LongestPath)
            {
                throw new IOException($"'{path}' is longer than the {LongestPath} bytes that the name of a socket may have. Set TMPDIR to a shorter path.");
            }

            return new NotifyListener(Bind(path), folder, path, time);
        }
        catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException)
        {
            TryDelete(folder);
            throw new InvalidOperationException($"The socket that a watched process reports to could not be opened: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        TryDelete(_folder);
    }

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void TryDelete(DirectoryInfo? folder)
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever cleans up temporary files was faster, or comes later.
        }
    }

    private async Task ReceiveAsync()
    {
        // One byte more than is read tells a datagram that is too long.
        var buffer = new byte[NotifyMessage.LongestMessage + 1];
        while (true)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer).ConfigureAwait(false);
                if (length <= NotifyMessage.LongestMessage)
                {
                    Take(NotifyMessage.Parse(buffer.AsSpan(0, length)));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed, as its child has ended.
                return;
            }
        }
    }

    private void Take(NotifyMessage message)
    {
        if (message.Status is not null)
        {
            Volatile.Write(ref _status, message.Status);
        }

        // The time for a first sign of life begins when the child serves.
        if (message.IsAlive || (message.IsReady && !_ready.Task.IsCompleted))
        {
            Volatile.Write(ref _lastSign, _time.GetTimestamp());
        }

        if (message.IsReady)
        {
            _ready.TrySetResult();
        }

        if (message.IsStopping)
        {
            _ending.TrySetResult();
        }
    }
}
