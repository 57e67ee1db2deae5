using CsCheck;

namespace Resile.Integration.Tests.Model;

/// <summary>Random orders of everything that may happen to two nodes and a consumer, on the real stores: nothing is lost, nothing takes effect twice, the keys keep their order.</summary>
/// <remarks>A run that fails is made as short as it goes and printed with its seed; put that into <c>CsCheck_Seed</c>, or into the call, to see it again.</remarks>
public sealed class MessagingModelTests
{
    // What moves messages comes more often than what breaks things: else nothing would be under way when it does.
    private static readonly ModelAction[] Actions =
    [
        .. Enumerable.Repeat(ModelAction.Send, 6), .. Enumerable.Repeat(ModelAction.Acquire, 4), .. Enumerable.Repeat(ModelAction.Read, 8),
        .. Enumerable.Repeat(ModelAction.Publish, 10), .. Enumerable.Repeat(ModelAction.Delete, 4), .. Enumerable.Repeat(ModelAction.Handle, 8),
        .. Enumerable.Repeat(ModelAction.Renew, 4), .. Enumerable.Repeat(ModelAction.Repeat, 2), .. Enum.GetValues<ModelAction>(),
    ];

    private static readonly Gen<ModelStep[]> Runs =
        Gen.Select(Gen.OneOf(Actions), Gen.Int[0, 1], Gen.Int[0, 99], Gen.Int[0, 99], static (action, node, number, chance) => new ModelStep(action, node, number, chance))
            .Array[20, 120];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Messages_come_through_whatever_happens_to_whom_and_when(bool isPostgreSql) => await Runs.SampleAsync(
        async run =>
        {
            await using var store = await (isPostgreSql ? PostgreSqlModelStore.CreateAsync() : SqliteModelStore.CreateAsync());
            var model = new MessagingModel(store);
            try
            {
                foreach (var step in run)
                {
                    await model.StepAsync(step);
                }

                await model.FinishAsync();
            }
            finally
            {
                await model.DisposeAsync();
            }
        },
        iter: Count,
        threads: 1,
        print: static run => string.Join("\n", run));

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("RESILE_MODEL_RUNS"), out var count) ? count : 25;
}
