using Microsoft.CodeAnalysis;
using Resile.Analyzers.Messaging;
using Resile.Analyzers.Registrations;

namespace Resile.Analyzers.Tests;

/// <summary>Who handles what a program sends, and where messaging cannot be.</summary>
public sealed class CompositionTests
{
    private const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IStock
        {
            [Command] Task ReserveAsync(int id, int count);
            [Event] Task ReservedAsync(int id, int count);
        }

        [DurableMessage]
        public interface IStockEvents { Task SoldAsync(int id, int count); }

        public sealed class First : IStock, IStockEvents
        {
            public Task ReserveAsync(int id, int count) => Task.CompletedTask;
            public Task ReservedAsync(int id, int count) => Task.CompletedTask;
            public Task SoldAsync(int id, int count) => Task.CompletedTask;
        }

        public sealed class Second : IStock, IStockEvents, IStockReserveHandler, IStockReservedHandler
        {
            public Task ReserveAsync(int id, int count) => Task.CompletedTask;
            public Task ReservedAsync(int id, int count) => Task.CompletedTask;
            public Task SoldAsync(int id, int count) => Task.CompletedTask;
        }
        """;

    [Fact]
    public Task Second_class_that_handles_a_command_is_RSL3037() => UsageVerifier<CompositionAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public static class Program
        {
            public static void Add(IServiceCollection services, MessagingBuilder messaging)
            {
                services.AddResile(resile => resile.Messaging.UseInMemory().AddStockHandler<First>().{|RSL3037:AddStockHandler<Second>|}());
                messaging.AddStockHandler<First>();
                messaging.{|RSL3037:AddStockReserveHandler<Second>|}();
            }
        }
        """, Contracts);

    [Fact]
    public Task Handlers_of_events_of_several_services_and_of_branches_are_left_alone() => UsageVerifier<CompositionAnalyzer>.VerifyAsync(
        """
        namespace Acme;
        public static class Program
        {
            public static void Add(IServiceCollection services, MessagingBuilder one, MessagingBuilder other, bool isFirst)
            {
                services.AddResile(resile => resile.Messaging.AddStockEventsHandler<First>().AddStockEventsHandler<Second>());
                services.AddResile(resile => resile.Messaging.AddStockHandler<First>().AddStockHandler<First>().AddStockReservedHandler<Second>());
                one.AddStockHandler<First>();
                other.AddStockHandler<Second>();
                services.AddResile(resile =>
                {
                    if (isFirst)
                    {
                        resile.Messaging.AddStockHandler<First>();
                    }
                    else
                    {
                        resile.Messaging.AddStockHandler<Second>();
                    }
                });
            }
        }
        """, Contracts);

    [Fact]
    public Task Command_that_nobody_can_handle_is_RSL3036() => UsageVerifier<CompositionAnalyzer>.VerifyAsync(
        OutputKind.ConsoleApplication, null,
        """
        using Acme;
        new ServiceCollection().AddResile(resile =>
        {
            resile.Messaging.{|RSL3036:AddOwnSender|}();
            resile.Messaging.{|RSL3036:AddHalfSender|}().AddHalfOneHandler<Partly>();
            resile.Messaging.{|RSL3036:AddQuestionsSender|}();
        });

        namespace Acme
        {
            [DurableMessage] internal interface IOwn { [Command] Task DoAsync(int id, int count); }
            [DurableMessage] internal interface IHalf { [Command] Task OneAsync(int id, int count); [Command] Task TwoAsync(int id, int count); }
            [DurableMessage] internal interface IQuestions { [Request] Task<int> AskAsync(int id, int count); }
            internal sealed class Partly : IHalfOneHandler { public Task OneAsync(int id, int count) => Task.CompletedTask; }
        }
        """);

    [Fact]
    public Task Command_that_somebody_may_handle_is_left_alone() => UsageVerifier<CompositionAnalyzer>.VerifyAsync(
        OutputKind.ConsoleApplication, null,
        """
        using Acme;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Acme.Tests")]
        new ServiceCollection().AddResile(resile =>
            resile.Messaging.AddStockSender().AddPublicOneSender().AddEventsSender().AddHandledSender().AddByMethodSender());

        namespace Acme
        {
            [DurableMessage] public interface IPublicOne { [Command] Task DoAsync(int id, int count); }
            [DurableMessage] internal interface IEvents { [Event] Task DoneAsync(int id, int count); }
            [DurableMessage] internal interface IHandled { [Command] Task DoAsync(int id, int count); }
            [DurableMessage] internal interface IByMethod { [Command] Task DoAsync(int id, int count); Task DoneAsync(int id, int count); }
            internal sealed class Handler : IHandled, IByMethodDoHandler { public Task DoAsync(int id, int count) => Task.CompletedTask; }
        }
        """, Contracts);

    [Fact]
    public Task Command_of_a_library_or_one_that_friends_see_is_left_alone() => UsageVerifier<CompositionAnalyzer>.VerifyAsync(
        """
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Acme.Stock")]
        namespace Acme;
        public static class Program { public static void Add(MessagingBuilder messaging) => messaging.AddOwnSender(); }
        [DurableMessage] internal interface IOwn { [Command] Task DoAsync(int id, int count); }
        """);

    [Theory, InlineData("build_property.PublishAot = true"), InlineData("build_property.EnableAotAnalyzer = True")]
    public Task Messaging_in_a_program_that_is_compiled_ahead_is_RSL3050(string property) => UsageVerifier<NativeAotAnalyzer>.VerifyAsync(
        OutputKind.DynamicallyLinkedLibrary, property, Transports("{|RSL3050:UseInMemory|}", "{|RSL3050:UseRabbitMq|}"));

    [Theory, InlineData(null), InlineData("build_property.PublishAot = false")]
    public Task Messaging_in_any_other_program_is_left_alone(string? property) => UsageVerifier<NativeAotAnalyzer>.VerifyAsync(
        OutputKind.DynamicallyLinkedLibrary, property, Transports("UseInMemory", "UseRabbitMq"));

    private static string Transports(string memory, string broker) =>
        $$"""
          public static class Program
          {
              public static void Add(IServiceCollection services) => services.AddResile(resile => resile.Messaging.UseSqlite("a.db").{{memory}}());
              public static void Use(MessagingBuilder messaging) => messaging.{{broker}}("amqp://localhost");
          }
          """;
}
