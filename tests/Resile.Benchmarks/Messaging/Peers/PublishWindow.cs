namespace Resile.Benchmarks.Messaging.Peers;

/// <summary>Keeps as many publications on their way as Resile's dispatcher does by default.</summary>
internal static class PublishWindow
{
    private const int Size = 512;

    /// <summary>Publishes messages and waits for all confirms.</summary>
    public static async Task RunAsync(int count, Func<int, Task> publish)
    {
        using var room = new SemaphoreSlim(Size);
        for (var number = 0; number < count; number++)
        {
            await room.WaitAsync();
            _ = RunOneAsync(number);
        }

        for (var taken = 0; taken < Size; taken++)
        {
            await room.WaitAsync();
        }

        async Task RunOneAsync(int number)
        {
            await publish(number);
            room.Release();
        }
    }
}
