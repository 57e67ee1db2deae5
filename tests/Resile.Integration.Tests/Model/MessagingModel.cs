using System.Globalization;
using System.Text;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.Model;

/// <summary>Two nodes that publish, a broker that keeps an order, and a consumer, around a real store: every step happens to it, and none in between.</summary>
/// <remarks>The nodes do what a dispatcher does, one row of a key after another, but at the worst moments: a node goes on publishing after another has taken over.</remarks>
internal sealed class MessagingModel(IModelStore store)
{
    private const int Keys = 3;
    private const string Consumer = "model";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly ModelNode[] _nodes = [new(), new()];
    private readonly List<(Guid Id, string Text)> _queue = [];
    private readonly List<(Guid Id, string Text)> _handled = [];
    private readonly Dictionary<string, int> _sent = [];
    private readonly Dictionary<int, ModelLane> _lanes = [];
    private int _identities;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lets a step happen.</summary>
    public async Task StepAsync(ModelStep step)
    {
        var node = _nodes[step.Node];
        switch (step.Action)
        {
            case ModelAction.Send:
                await SendAsync(step);
                break;
            case ModelAction.Acquire when node.Lease is null:
                node.Lease = await store.Messages.Outbox.TryAcquireAsync(node.Id, Lease, Stop);
                break;
            case ModelAction.Renew when node.Lease is { } lease && !await lease.RenewAsync(Stop):
                await lease.DisposeAsync();
                node.Forget();
                break;
            case ModelAction.Read when node.Lease is { } lease:
                await ReadAsync(node, lease, step);
                break;
            case ModelAction.Publish when node.Read.Count > 0:
                Publish(node, step.Number % node.Read.Count);
                break;
            case ModelAction.Delete when node.Published.Count > 0:
                await store.Messages.Outbox.DeleteAsync([.. node.Published.Select(static row => row.Key)], Stop);
                node.Published.Clear();
                break;
            case ModelAction.Defer when node.Read.FindIndex(static row => row.Message.OrderingKey is null) is >= 0 and var index:
                await store.Messages.Outbox.DeferAsync([new OutboxDeferral(node.Read[index].Key, DateTimeOffset.UtcNow, Attempts: 0)], Stop);
                node.Read.RemoveAt(index);
                break;
            case ModelAction.Promote:
                await store.Messages.Outbox.PromoteAsync(DateTimeOffset.UtcNow.AddSeconds(1), limit: 1 + (step.Number % 3), Stop);
                break;
            case ModelAction.Crash when node.Lease is { } lease:
                await store.KillAsync(node.Id, lease);
                node.BeginAnew();
                break;
            case ModelAction.Leave when node.Lease is { } lease:
                await lease.DisposeAsync();
                node.Forget();
                break;
            case ModelAction.Stop when node.Lease is not null:
                await store.ExpireAsync(node.Id);
                break;
            case ModelAction.Handle when _queue.Count > 0:
                await HandleAsync(step);
                break;
            case ModelAction.Repeat when _handled.Count > 0:
                await TryHandleAsync(_handled[step.Number % _handled.Count], commits: true);
                break;
            case ModelAction.Forget:
                await store.Messages.Inbox.PurgeAsync(DateTimeOffset.UtcNow.AddDays(-7), 10, Stop);
                break;
        }

        await WatchEpochsAsync();
    }

    /// <summary>Lets everything come to its end, and holds what was sent against what took effect.</summary>
    public async Task FinishAsync()
    {
        foreach (var node in _nodes.Where(static node => node.Lease is not null))
        {
            await store.KillAsync(node.Id, node.Lease!);
            node.BeginAnew();
        }

        // One that waited for its share when it died has its part of the lanes reserved for as long as a lease.
        await store.ExpireAsync(null);
        for (var turn = 0; await DrainAsync(); turn++)
        {
            Assert.True(turn < 500, "Rows stay in the outbox for ever.");
        }

        while (_queue.Count > 0)
        {
            await HandleAsync(new ModelStep(ModelAction.Handle, 0, 0, Chance: 99));
        }

        var effects = await store.EffectsAsync();
        var expected = _sent.SelectMany(static pair => Enumerable.Range(1, pair.Value).Select(number => Text(pair.Key, number))).Order(StringComparer.Ordinal);
        Assert.Equal(expected, effects.Order(StringComparer.Ordinal));
        foreach (var key in _sent.Keys.Where(static key => key.Length > 0))
        {
            Assert.Equal(Enumerable.Range(1, _sent[key]).Select(number => Text(key, number)), effects.Where(text => text.StartsWith(key + ":", StringComparison.Ordinal)));
        }
    }

    /// <summary>Ends what is left of the nodes, however the run has ended.</summary>
    public async Task DisposeAsync()
    {
        foreach (var lease in _nodes.Select(static node => node.Lease).OfType<IOutboxLease>())
        {
            await lease.DisposeAsync();
        }
    }

    private static string Text(string key, int number) => string.Create(CultureInfo.InvariantCulture, $"{key}:{number}");

    private async Task SendAsync(ModelStep step)
    {
        var key = step.Number % (Keys + 1) is var choice && choice < Keys ? $"key{choice}" : string.Empty;
        var number = _sent.GetValueOrDefault(key) + 1;

        // The identity decides the lane of a message without a key: the same run is to do the same again.
        var bytes = Guid.CreateVersion7().ToByteArray(bigEndian: true);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), ++_identities * 7919);
        var message = new OutboxMessage
        {
            MessageId = new Guid(bytes, bigEndian: true),
            Destination = Destination.Topic("Acme:Happened"),
            MessageType = "urn:message:Acme:Happened",
            ContentType = "text/plain",
            Body = Encoding.UTF8.GetBytes(Text(key, number)),
            CreatedAt = DateTimeOffset.UtcNow,
            OrderingKey = key.Length > 0 ? key : null,
        };
        await using var transaction = await store.Messages.BeginAsync(Stop);
        await store.Messages.Outbox.AppendAsync(transaction.Transaction, [message], Stop);
        if (step.Chance >= 10)
        {
            await transaction.CommitAsync([], TestContext.Current.CancellationToken);
            _sent[key] = number;
        }
    }

    private static async Task ReadAsync(ModelNode node, IOutboxLease lease, ModelStep step)
    {
        if (step.Chance % 2 == 0)
        {
            lease.Rewind();
        }

        var keys = node.Keys;
        foreach (var row in await lease.ReadNextAsync(1 + (step.Number % 6), keys, Stop))
        {
            Assert.DoesNotContain(row.Message.OrderingKey ?? string.Empty, keys);
            if (!node.Read.Concat(node.Published).Any(other => other.Key == row.Key))
            {
                node.Read.Add(row);
            }
        }
    }

    private void Publish(ModelNode node, int index)
    {
        // The first of its key: the next waits for its confirm.
        var row = node.Read[index];
        row = node.Read.First(other => row.Message.OrderingKey is { } key ? other.Message.OrderingKey == key : other == row);
        node.Read.Remove(row);
        node.Published.Add(row);
        _queue.Add((row.Message.MessageId, Encoding.UTF8.GetString(row.Message.Body.Span)));
    }

    private async Task HandleAsync(ModelStep step)
    {
        var message = _queue[0];
        if (!await TryHandleAsync(message, commits: step.Chance >= 25))
        {
            return;
        }

        _handled.Add(message);
        if (step.Chance >= 50)
        {
            _queue.RemoveAt(0);
        }
    }

    private async Task<bool> TryHandleAsync((Guid Id, string Text) message, bool commits)
    {
        await using var transaction = await store.Messages.BeginAsync(Stop);
        var sentAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(message.Id.ToString("N")[..12], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var isFirst = await store.Messages.Inbox.TryInsertAsync(
            transaction.Transaction, Consumer, message.Id, sentAt, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1), Stop);
        if (isFirst)
        {
            await store.AddEffectAsync(transaction.Transaction, message.Text);
        }

        if (commits)
        {
            await transaction.CommitAsync([], TestContext.Current.CancellationToken);
        }

        return commits;
    }

    private async Task<bool> DrainAsync()
    {
        var node = _nodes[0];
        node.Lease ??= await store.Messages.Outbox.TryAcquireAsync(node.Id, Lease, Stop);
        await store.Messages.Outbox.PromoteAsync(DateTimeOffset.UtcNow.AddSeconds(1), 100, Stop);
        if (node.Lease is { } lease)
        {
            Assert.True(await lease.RenewAsync(Stop));
            await ReadAsync(node, lease, new ModelStep(ModelAction.Read, 0, 5, 0));
            while (node.Read.Count > 0)
            {
                Publish(node, 0);
            }

            await StepAsync(new ModelStep(ModelAction.Delete, 0, 0, 0));
        }

        return (await store.Messages.Outbox.ReadStatisticsAsync(Stop)).Depth > 0;
    }

    private async Task WatchEpochsAsync()
    {
        foreach (var (lane, now) in await store.LanesAsync())
        {
            var before = _lanes.GetValueOrDefault(lane, now);
            var isTaken = now.Owner is not null && before.Owner is not null && now.Owner != before.Owner;
            Assert.True(isTaken ? now.Epoch > before.Epoch : now.Epoch >= before.Epoch, $"Lane {lane} went from {before} to {now}.");
            _lanes[lane] = now.Owner is null ? now with { Owner = before.Owner } : now;
        }
    }
}
