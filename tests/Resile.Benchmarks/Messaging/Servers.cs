using System.Diagnostics;

namespace Resile.Benchmarks.Messaging;

/// <summary>RabbitMQ and PostgreSQL: those that the environment names, or private ones that eng/servers.sh starts and ends.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private const string Script = """
        source "$1"
        servers_launch rabbitmq postgres
        servers_wait
        printf '%s\n%s\n' "$RESILE_RABBITMQ" "$RESILE_POSTGRES"
        read -r _ || true
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process? _process;

    private Servers(string rabbitMq, string postgreSql, Process? process)
    {
        (RabbitMq, PostgreSql, _process) = (new Uri(rabbitMq), postgreSql, process);
    }

    /// <summary>Gets the broker's address.</summary>
    public Uri RabbitMq { get; }

    /// <summary>Gets the connection string of the database server.</summary>
    public string PostgreSql { get; }

    public static async Task<Servers> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("RESILE_RABBITMQ") is { Length: > 0 } broker
            && Environment.GetEnvironmentVariable("RESILE_POSTGRES") is { Length: > 0 } database)
        {
            return new Servers(broker, database, process: null);
        }

        var process = Process.Start(new ProcessStartInfo("bash", ["-c", Script, "servers", FindScript()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(Patience);
        var rabbitMq = await process.StandardOutput.ReadLineAsync(limit.Token);
        var postgreSql = await process.StandardOutput.ReadLineAsync(limit.Token);
        return rabbitMq is null || postgreSql is null
            ? throw new InvalidOperationException("The servers did not start; the reason stands above. RESILE_RABBITMQ and RESILE_POSTGRES can name others.")
            : new Servers(rabbitMq, postgreSql, process);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "eng", "servers.sh")))
            {
                return Path.Combine(folder.FullName, "eng", "servers.sh");
            }
        }

        throw new InvalidOperationException("eng/servers.sh was not found above this program: run it from the repository.");
    }
}
