// A process for the watchdog's tests. Its first argument says how it behaves; the second names a file that it holds open as long as it lives.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Recovery;
using Resile.Recovery.Processes;
using Resile.Recovery.TestChild;

if (args is ["exit", var code])
{
    Console.WriteLine($"ends with {code}");
    return int.Parse(code);
}

if (args is ["hang"])
{
    Console.WriteLine("hangs");
    Thread.Sleep(Timeout.Infinite);
}

if (args.Contains("ladder"))
{
    return await Ladder.RunAsync(args);
}

using var held = args is [_, var file, ..] ? new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) : null;
var builder = Host.CreateApplicationBuilder();
var components = new ComponentsBuilder(builder.Services);
if (args[0] == "fail")
{
    components.Under("Service", static options => options.MaxRestarts = 0).AddAccident<Accident>();
}

if (args[0] == "deaf")
{
    builder.Services.AddHostedService(static _ => new DeafService());
}

var host = builder.Build();
await host.StartAsync();
if (args is ["watch", _, var grandchild, var grandchildFile])
{
    var options = new ProcessWatchdogOptions { Name = "grandchild", FileName = "dotnet", StopTimeout = TimeSpan.Zero, Output = Console.WriteLine };
    foreach (var argument in (string[])[typeof(Accident).Assembly.Location, grandchild, grandchildFile])
    {
        options.Arguments.Add(argument);
    }

    new ProcessWatchdog(options).Start();
}

if (args[0] == "fail")
{
    await host.Services.GetRequiredService<IAccident>().HappenAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

Console.WriteLine($"{args[0]} runs");
await host.WaitForShutdownAsync();
return 0;
