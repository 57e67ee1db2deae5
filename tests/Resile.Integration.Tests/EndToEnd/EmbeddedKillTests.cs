using System.Diagnostics;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Embedded mode keeps its promise when its process is killed at any moment: nothing lost, no effect repeated.</summary>
public sealed class EmbeddedKillTests : IDisposable
{
    private const int Operations = 500;
    private const int Kills = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-kill-");

    private string File => Path.Combine(_folder.FullName, "ledger.db");

    [Fact]
    public async Task Process_that_is_killed_again_and_again_gives_each_operation_one_effect()
    {
        var random = new Random(20261124);
        var killed = 0;
        for (var round = 0; round < Kills; round++)
        {
            using var child = Start();
            Assert.Equal("runs", await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            var end = child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(end, Task.Delay(random.Next(5, 150), TestContext.Current.CancellationToken)) == end)
            {
                break;
            }

            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            killed++;
        }

        using var last = Start();
        var printed = await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(killed >= 3, $"The process was killed {killed} times: too few to mean anything.");
        Assert.EndsWith("done\n", printed);
        Assert.Equal((Operations, Operations, Operations), (Count("select count(*) from operations"),
            Count("select count(*) from effects"), Count("select count(distinct operation) from effects")));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet",
        [
            typeof(EmbeddedKillTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "TestChild").Value!,
            File, "memory", "kills", $"{Operations}",
        ])
    { RedirectStandardOutput = true })!;

    private int Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
