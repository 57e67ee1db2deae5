namespace Resile.Generators.Tests.Documents;

public sealed class PictureTests
{
    [Fact]
    public void Picture_shows_calls_messages_and_supervision()
    {
        var picture = DocumentRun.Over(
            """
            using Microsoft.Extensions.DependencyInjection;
            namespace Acme;

            [LoadBalanced("cata`log"), AutoRecover]
            public interface ICatalog { [Get("/p/{id}")] Task<string> FindAsync(int id, CancellationToken cancellationToken); }

            [AutoRecover]
            public interface ILedger { Task EnterAsync(CancellationToken cancellationToken); }

            [DurableMessage]
            public interface IEvents { Task PlacedAsync(Placed placed, CancellationToken cancellationToken); Task BilledAsync(int id, CancellationToken cancellationToken); }

            public sealed record Placed(int Id);

            internal sealed class Catalog : ICatalog { public Task<string> FindAsync(int id, CancellationToken cancellationToken) => Task.FromResult(""); }

            internal sealed class Ledger(IEvents events) : ILedger { public Task EnterAsync(CancellationToken cancellationToken) => events.BilledAsync(1, cancellationToken); }

            internal sealed class Desk(ICatalog catalog, ILedger ledger)
            {
                public async Task HandleAsync()
                {
                    await Task.WhenAll(catalog.FindAsync(1, default), catalog.FindAsync(2, default));
                    Func<Task> later = () => ledger.EnterAsync(default);
                    await later();
                }
            }

            [Supervisor(SupervisionStrategy.RestForOne), Child<ILedger, Ledger>]
            internal sealed partial class Office;

            internal static class Program
            {
                public static void Main(IServiceCollection services) => services.AddResile(resile =>
                {
                    resile.Components.AddOffice();
                    resile.Components.AddCatalog<Catalog>();
                    resile.Clients.AddCatalog();
                    resile.Messaging.UseInMemory().AddEventsPlacedHandler<Desk>();
                });
            }
            """)["Scenario.mmd"];

        Assert.StartsWith(
            """
            flowchart LR
              %% Solid arrows are calls and messages, dotted ones supervision.
              subgraph project_Scenario["Scenario"]
                direction LR
                message_Acme_x3a_EventsBilled[/"EventsBilled"/]:::message
                message_Acme_x3a_Placed[/"Placed"/]:::message
                program_Scenario(["Scenario"]):::program
                type_Acme_Catalog["Catalog"]:::type
                type_Acme_Desk["Desk"]:::type
                type_Acme_ICatalog{{"ICatalog<br/>cata#96;log, HTTP"}}:::service
                type_Acme_ILedger("ILedger"):::component
                type_Acme_Ledger["Ledger"]:::type
                type_Acme_Office[["Office<br/>RestForOne"]]:::supervisor
              end
              class project_Scenario project
              message_Acme_x3a_Placed --> type_Acme_Desk
              program_Scenario -.-> type_Acme_Catalog
              program_Scenario -.-> type_Acme_Office
              type_Acme_Desk -->|"Find"| type_Acme_ICatalog
              type_Acme_Desk -->|"Enter"| type_Acme_ILedger
              type_Acme_ICatalog --> type_Acme_Catalog
              type_Acme_ILedger --> type_Acme_Ledger
              type_Acme_Ledger --> message_Acme_x3a_EventsBilled
              type_Acme_Office -.-> type_Acme_Ledger
              classDef 
            """.TrimEnd(), picture, StringComparison.Ordinal);
    }
}
