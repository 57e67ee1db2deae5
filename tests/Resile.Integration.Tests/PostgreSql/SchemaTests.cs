using Resile.Messaging;
using Resile.Messaging.PostgreSql;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>The tables as SQL, for those who make them themselves, and the way from an older version.</summary>
public sealed class SchemaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Script_makes_what_a_program_needs_that_may_make_no_tables()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("DROP SCHEMA $schema CASCADE");
        await test.ExecuteAsync(PostgreSqlSchema.Script(test.Schema));

        await test.OpenAnother(managesSchema: false).InitializeAsync(Cancellation);
        await test.AppendAsync(Message());
        Assert.Equal((1, 64), (await test.CountAsync("outbox"), await test.CountAsync("lane")));
    }

    [Fact]
    public async Task Program_that_may_make_no_tables_says_which_script_to_run()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("UPDATE $schema.store SET version = 1");
        var store = test.OpenAnother(managesSchema: false);
        var old = await Assert.ThrowsAsync<DurableMessageException>(() => store.InitializeAsync(Cancellation));
        Assert.Contains($"Script(\"{test.Schema}\", 1)", old.Message, StringComparison.Ordinal);

        await test.ExecuteAsync("DROP SCHEMA $schema CASCADE");
        var missing = await Assert.ThrowsAsync<DurableMessageException>(() => store.InitializeAsync(Cancellation));
        Assert.Contains($"Script(\"{test.Schema}\", 0)", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_of_the_first_version_are_there_after_the_upgrade()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("DROP SCHEMA $schema CASCADE; CREATE SCHEMA $schema");
        await test.ExecuteAsync(SchemaVersions.Beginning);
        await test.ExecuteAsync(SchemaVersions.All[0]);
        await test.ExecuteAsync(SchemaVersions.Next);
        await test.ExecuteAsync(
            """
            INSERT INTO $schema.outbox (lane, message_id, destination, message_type, content_type, body, headers, flags, created_at)
            VALUES (3, gen_random_uuid(), 'topic:Acme:Happened', 'urn:message:Acme:Happened', 'application/vnd.masstransit+json', '', '', 0, now())
            """);
        await test.OpenAnother().InitializeAsync(Cancellation);
        var lease = await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation);
        await using (lease)
        {
            var record = Assert.Single(await lease!.ReadNextAsync(10, Cancellation));
            Assert.Equal(("Acme:Happened", null, null), (record.Message.Destination.Name, record.Message.OrderingKey, record.Message.ExpiresAt));
        }
    }

    [Theory]
    [InlineData("a;b", 0)]
    [InlineData("resile", -1)]
    [InlineData("resile", 999)]
    public void Script_of_what_there_is_not_is_refused(string schema, int version) =>
        Assert.ThrowsAny<ArgumentException>(() => PostgreSqlSchema.Script(schema, version));
}
