using System.CommandLine;

namespace Northwind.Running;

/// <summary>Reads the command line.</summary>
internal static class CommandLine
{
    private const int OrdersOfTheYear = 830;
    private const int UsageError = 2;

    /// <summary>Reads it and runs; what cannot be read is answered with the usage and exit code 2.</summary>
    public static async Task<int> InvokeAsync(string[] arguments, Func<RunOptions, Task<int>> run)
    {
        var broker = new Option<string?>("--broker") { Description = "Runs every service as a process of its own, over this broker." };
        broker.AcceptOnlyFromAmong("rabbitmq");
        var store = new Option<string>("--store") { Description = "What keeps the services' data.", DefaultValueFactory = static _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        var orders = Number("--orders", $"How many orders of the year are replayed, up to {OrdersOfTheYear}.", OrdersOfTheYear, OrdersOfTheYear);
        var repeat = Number("--repeat", "How often they are replayed.", 1, 1_000);
        var calm = new Option<bool>("--calm") { Description = "Breaks nothing on purpose." };
        var verbose = new Option<bool>("--verbose") { Description = "Writes the services' logs to the console." };
        var root = new RootCommand("Replays a year of trade through balanced, supervised, durable services, breaks them, and proves that nothing was lost.")
        {
            broker, store, orders, repeat, calm, verbose,
        };
        root.Validators.Add(result =>
        {
            if (result.GetValue(store) == "postgres" && result.GetValue(broker) is null)
            {
                result.AddError("'--store postgres' needs '--broker rabbitmq': in the default mode there is nothing to install.");
            }
        });
        root.SetAction(parsed => run(new RunOptions
        {
            UsesBroker = parsed.GetValue(broker) is not null,
            Store = parsed.GetValue(store) == "postgres" ? Store.Postgres : Store.Sqlite,
            Orders = parsed.GetValue(orders),
            Repeat = parsed.GetValue(repeat),
            IsCalm = parsed.GetValue(calm),
            IsVerbose = parsed.GetValue(verbose),
        }));

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            // The program reports its own errors, and ends its services itself when it is interrupted.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        await parsed.InvokeAsync(new InvocationConfiguration { Output = Console.Error, Error = Console.Error });
        return UsageError;
    }

    private static Option<int> Number(string name, string description, int fallback, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            // What is no number at all is refused by the parser itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && (count < 1 || count > most))
            {
                result.AddError($"'{name}' is {count}; it has to lie between 1 and {most}.");
            }
        });
        return option;
    }
}
