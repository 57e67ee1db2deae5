// A process that is killed at any moment: it stores operations with a message each, and their handler stores an effect for each message.
// Nothing in the table of effects keeps an operation from taking effect twice. It ends when every operation has had its effect.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Integration.TestChild;
using Resile.Messaging;

switch (args[0])
{
    case "handle":
        await OrderedNode.HandleAsync(args[1], args[2], args[3]);
        return;
    case "send":
        await OrderedNode.SendAsync(args[1], args[2], int.Parse(args[3]), int.Parse(args[4]));
        return;
}

var (file, count) = (args[0], int.Parse(args[1]));
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddResile(resile => resile.Messaging
    .UseSqlite(file).UseInMemory().AddOperationsSender().AddOperationsHandler<OperationsHandler>());
using var host = builder.Build();
await Ledger.CreateAsync(file);
await host.StartAsync();
Console.WriteLine("runs");

var outbox = host.Services.GetRequiredService<IOutbox>();
for (var operation = await Ledger.CountAsync(file, "operations") + 1; operation <= count; operation++)
{
    await using var transaction = await outbox.BeginAsync();
    await using var insert = transaction.CreateCommand($"insert into operations (id) values ({operation})");
    await insert.ExecuteNonQueryAsync();
    await transaction.For<IOperations>().DoneAsync((int)operation);
    await transaction.CommitAsync();
}

while (await Ledger.CountAsync(file, "effects") < count)
{
    await Task.Delay(20);
}

await host.StopAsync();
Console.WriteLine("done");
