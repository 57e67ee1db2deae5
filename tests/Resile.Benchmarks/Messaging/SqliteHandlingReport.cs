using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.Reporting;
using Resile.Messaging.Transport;

namespace Resile.Benchmarks.Messaging;

/// <summary>How many messages a second a handler on SQLite handles, beside its inserts alone; and its commits for a message.</summary>
/// <remarks>
/// Messages are sent and recorded first, then delivered to the handler as a broker would, as many at once as it takes. Beside it, one
/// connection writes the same rows, the inbox's and the effect's, with prepared statements and as many messages a commit.
/// </remarks>
internal sealed class SqliteHandlingReport : IReportArea
{
    private const int Messages = 4_000;
    private const int WarmUp = 5;
    private const int Rounds = 15;
    private const int Concurrency = 64;

    /// <inheritdoc/>
    public string Name => "messaging-sqlite-handling";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        var folder = Directory.CreateTempSubdirectory("resile-handling-");
        try
        {
            await RunAsync(report, Path.Combine(folder.FullName, "handled.db"), Path.Combine(folder.FullName, "bare.db")).ConfigureAwait(false);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(RatioReport report, string handledFile, string bareFile)
    {
        var transport = new RecordingTransport();
        using var host = Build(handledFile, transport);
        CreateTables(handledFile, bareFile);
        await host.StartAsync().ConfigureAwait(false);
        var (handled, bare) = (new Series(), new Series());
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            var messages = await SendAsync(host, transport, Messages).ConfigureAwait(false);
            var ours = await HandleAsync(transport, messages, Concurrency).ConfigureAwait(false);
            var theirs = WriteBare(bareFile, transport.Subscriptions[0].Queue, messages);
            if (round >= WarmUp)
            {
                handled.Add(ours);
                bare.Add(theirs);
            }
        }

        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"SQLite, {Messages} messages a round, {Rounds} rounds in turn, median (least .. most): handled, {Concurrency} at once, {handled.Show("a second")}; the same inserts, {Concurrency} messages a commit, {bare.Show("a second")}"));
        report.AtLeast("messaging.sqlite.handled/bare-grouped-inserts", handled.Over(bare), 0.5);
        foreach (var concurrency in (int[])[1, 8, Concurrency])
        {
            report.AtMost(
                $"messaging.sqlite.commits-per-handled-message-{concurrency}-at-once",
                await CountCommitsAsync(host, transport, handledFile, concurrency).ConfigureAwait(false),
                1);
        }

        await host.StopAsync().ConfigureAwait(false);
    }

    private static IHost Build(string file, RecordingTransport transport)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddResile(resile => resile.Messaging
            .UseSqlite(file)
            .UseTransport(_ => transport)
            .AddLedgerEventsSender()
            .AddLedgerEventsHandler<LedgerHandler>(static options => options.Concurrency = Concurrency));
        return builder.Build();
    }

    private static void CreateTables(string handledFile, string bareFile)
    {
        const string Ledger = "CREATE TABLE ledger (number INTEGER NOT NULL, text TEXT NOT NULL);";
        using var handled = Open(handledFile);
        Execute(handled, Ledger);
        using var bare = Open(bareFile);
        Execute(bare, "PRAGMA journal_mode = WAL;" + Ledger + """
            CREATE TABLE inbox (consumer TEXT NOT NULL, message_id BLOB NOT NULL, handled_at INTEGER NOT NULL,
                PRIMARY KEY (consumer, message_id)) WITHOUT ROWID;
            CREATE INDEX inbox_by_time ON inbox (handled_at);
            """);
    }

    private static async Task<OutgoingEnvelope[]> SendAsync(IHost host, RecordingTransport transport, int count)
    {
        transport.Published.Clear();
        var outbox = host.Services.GetRequiredService<Resile.Messaging.IOutbox>();
        await using (var transaction = await outbox.BeginAsync().ConfigureAwait(false))
        {
            var ledger = transaction.For<ILedgerEvents>();
            for (var number = 0; number < count; number++)
            {
                await ledger.BookedAsync(new LedgerEntry(number, new string('x', 200))).ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
        }

        // The dispatcher is done, too, when the outbox is empty: what it writes belongs to no measurement.
        var monitor = host.Services.GetRequiredService<Resile.Messaging.IMessagingMonitor>();
        while ((await monitor.ReadAsync(CancellationToken.None).ConfigureAwait(false)).OutboxDepth > 0)
        {
            await Task.Delay(5).ConfigureAwait(false);
        }

        return [.. transport.Published];
    }

    private static async Task<double> HandleAsync(RecordingTransport transport, OutgoingEnvelope[] messages, int concurrency)
    {
        var queue = Channel.CreateUnbounded<OutgoingEnvelope>();
        foreach (var message in messages)
        {
            queue.Writer.TryWrite(message);
        }

        queue.Writer.Complete();
        var receive = transport.Subscriptions[0].Receiver;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (queue.Reader.TryRead(out var message))
            {
                await receive(
                    new IncomingEnvelope
                    {
                        Body = message.Body,
                        ContentType = message.ContentType,
                        MessageId = message.MessageId,
                        Headers = message.Headers,
                    },
                    CancellationToken.None).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        return messages.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double WriteBare(string file, string consumer, OutgoingEnvelope[] messages)
    {
        using var connection = Open(file);
        using var inbox = connection.CreateCommand();
        inbox.CommandText = "INSERT INTO inbox (consumer, message_id, handled_at) VALUES ($consumer, $id, $at) ON CONFLICT DO NOTHING";
        inbox.Parameters.AddWithValue("$consumer", consumer);
        var id = inbox.Parameters.Add("$id", SqliteType.Blob);
        var at = inbox.Parameters.Add("$at", SqliteType.Integer);
        using var effect = connection.CreateCommand();
        effect.CommandText = LedgerHandler.Insert;
        var number = effect.Parameters.Add("$number", SqliteType.Integer);
        var text = effect.Parameters.Add("$text", SqliteType.Text);
        var entry = new string('x', 200);
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < messages.Length;)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            (inbox.Transaction, effect.Transaction) = (transaction, transaction);
            for (var end = Math.Min(index + Concurrency, messages.Length); index < end; index++)
            {
                (id.Value, at.Value) = (messages[index].MessageId.ToByteArray(bigEndian: true), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
                inbox.ExecuteNonQuery();
                (number.Value, text.Value) = (index, entry);
                effect.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return messages.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> CountCommitsAsync(IHost host, RecordingTransport transport, string file, int concurrency)
    {
        var messages = await SendAsync(host, transport, 500).ConfigureAwait(false);
        using var held = WalFile.Hold(file);
        await HandleAsync(transport, messages, concurrency).ConfigureAwait(false);
        return (double)WalFile.CountCommits(file) / messages.Length;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
