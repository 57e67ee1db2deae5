using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Resile.Integration.Tests.EndToEnd;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.Faults;

/// <summary>The file cannot be written for a while: another process holds its lock, or the disk is full.</summary>
public sealed class SqliteFaultTests
{
    private const int Notes = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_that_another_process_writes_costs_time_and_nothing_else()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseInMemory());
        var holding = HoldAsync(store);

        var failures = 0;
        for (var number = 1; number <= Notes; number++)
        {
            failures += await host.SendAsync(number);
        }

        await holding;
        await Eventually.TrueAsync(host.IsDoneAsync);
        Assert.Equal(0, failures);
        Assert.Equal(Enumerable.Range(1, Notes), await store.NotesAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Disk_that_is_full_loses_and_repeats_nothing()
    {
        var disk = Directory.CreateTempSubdirectory("resile-disk-");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.FullName) == 0, "This user may mount no disk.");
        try
        {
            await FillAsync(disk.FullName);
        }
        finally
        {
            await RunAsync("umount", "-l", disk.FullName);
            disk.Delete();
        }
    }

    private static async Task FillAsync(string folder)
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false, folder: folder);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseInMemory());
        var filler = Path.Combine(folder, "filler");
        var (failures, filled) = (0, 0);
        for (var number = 1; number <= Notes; number++)
        {
            if (number % 20 == 0)
            {
                // Full at another moment of the way of the messages each time, and free again when nothing goes any more.
                Fill(filler);
                filled++;
                _ = Task.Delay(400, Stop).ContinueWith(_ => File.Delete(filler), TaskScheduler.Default);
            }

            failures += await host.SendAsync(number);
        }

        await Eventually.TrueAsync(host.IsDoneAsync);
        Assert.True(failures >= filled, $"{failures} writes failed on {filled} full disks: too few to mean anything.");
        Assert.Equal(Enumerable.Range(1, Notes), await store.NotesAsync());
        await host.StopAsync(Stop);
    }

    private static void Fill(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            var page = new byte[4096];
            while (true)
            {
                stream.Write(page);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static async Task HoldAsync(NoteStore store)
    {
        await using var connection = await store.OpenAsync();
        for (var turn = 0; turn < 4; turn++)
        {
            await using var hold = connection.CreateCommand();
            hold.CommandText = "begin immediate; insert into notes (number) values (0)";
            await hold.ExecuteNonQueryAsync(Stop);
            await Task.Delay(150, Stop);
            hold.CommandText = "rollback";
            await hold.ExecuteNonQueryAsync(Stop);
            await Task.Delay(20, Stop);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(Stop);
        return process.ExitCode;
    }
}
