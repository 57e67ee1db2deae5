// A process for the watchdog's tests: it ends with a given code, or runs until it is told to end.
using Microsoft.Extensions.Hosting;
using Resile.Recovery;

if (args is ["exit", var code])
{
    Console.WriteLine($"ends with {code}");
    return int.Parse(code);
}

var builder = Host.CreateApplicationBuilder();
_ = new ComponentsBuilder(builder.Services);
var host = builder.Build();
await host.StartAsync();
Console.WriteLine("runs");
await host.WaitForShutdownAsync();
return 0;
