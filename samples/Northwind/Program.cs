using System.Runtime.InteropServices;
using Northwind.Data;
using Northwind.Running;
using Resile.Recovery.Hosting;
using Spectre.Console;

try
{
    // A child of the broker mode is one service, until its parent ends it.
    if (ServiceSettings.FromEnvironment() is { } service)
    {
        var (data, faults) = (TradeData.Read(), service.Faults());
        return await SupervisedHost.RunHostAsync([], _ => ServiceHost.Build(service, data, faults));
    }

    using var interrupted = new CancellationTokenSource();
    void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }

    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
    using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
    return await CommandLine.InvokeAsync(args, options => new SampleRun(options, TradeData.Read(), AnsiConsole.Console).RunAsync(interrupted.Token));
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or ResileException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
