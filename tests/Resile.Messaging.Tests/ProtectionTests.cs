using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Requests;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>What nobody is to read, and whom nobody is to trust.</summary>
public sealed class ProtectionTests
{
    private static readonly string First = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string Second = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_part_of_a_message_is_stored_encrypted_and_comes_to_its_handler()
    {
        await using var shop = new Shop(static messaging => messaging.AddShipping(), ("Resile:Messaging:Protection:Keys:first", First));
        await shop.Get<IBillingEvents>().OrderBilledAsync(new OrderBilled(41), Stop);
        await shop.Get<IBillingEvents>().OrderPaidAsync(new OrderPaid(42, "DE89370400440532013000"), Stop);
        var stored = shop.Text("SELECT CAST(body AS TEXT) FROM resile_outbox WHERE instr(CAST(body AS TEXT), 'OrderPaid') > 0");
        Assert.DoesNotContain("DE8937", stored, StringComparison.Ordinal);
        Assert.Contains("$secret:first.", stored, StringComparison.Ordinal);
        Assert.Contains("\"id\":42", stored, StringComparison.Ordinal);
        await shop.StartAsync();
        await shop.WaitForEffectsAsync("DE89370400440532013000", 1);
    }

    [Fact]
    public async Task Message_is_encrypted_whole_and_comes_to_its_handler_also_after_the_key_was_changed()
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:Keys:second", Second),
            ("Resile:Messaging:Protection:CurrentKey", "first"), ("Resile:Messaging:Protection:EncryptMessages", "true"));
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(4711, 1m), Stop);
        var stored = shop.Text("SELECT CAST(body AS TEXT) FROM resile_outbox");
        Assert.DoesNotContain("4711", stored, StringComparison.Ordinal);
        Assert.Contains("""{"$secret":"first.""", stored, StringComparison.Ordinal);
        shop.Set("Resile:Messaging:Protection:CurrentKey", "second");
        await shop.RestartAsync();
        await shop.WaitForEffectsAsync("billed", 1);
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(4712, 1m), Stop);
        await shop.WaitForEffectsAsync("billed", 2);
    }

    [Fact]
    public async Task Message_whose_key_is_not_known_is_a_dead_letter_and_is_handled_when_it_is()
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:EncryptMessages", "true"));
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        shop.Set("Resile:Messaging:Protection:Keys:first", null);
        shop.Set("Resile:Messaging:Protection:Keys:second", Second);
        await shop.RestartAsync();
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.Contains("key", letter.Error, StringComparison.Ordinal);

        shop.Set("Resile:Messaging:Protection:Keys:first", First);
        shop.Set("Resile:Messaging:Protection:CurrentKey", "second");
        await shop.RestartAsync();
        await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Stop);
        await shop.WaitForEffectsAsync("billed", 1);
    }

    [Theory]
    [InlineData("""{"$secret":"first.AAAA"}""", true, true)]
    [InlineData("""{"id":1,"iban":"$secret:first.AAAA"}""", true, true)]
    [InlineData("""{"id":1,"iban":"DE89"}""", true, false)]
    [InlineData("""{"id":1,"iban":"$secret"}""", false, false)]
    public async Task Fault_of_a_request_that_came_encrypted_is_encrypted_and_read_by_who_asked(string json, bool hasKey, bool isEncrypted)
    {
        await using var shop = new Shop(configuration: hasKey ? [("Resile:Messaging:Protection:Keys:first", First)] : []);
        var asked = Guid.CreateVersion7();
        var request = new ReceivedMessage(
            asked, asked, ["urn:message:Acme:Ask"], System.Text.Encoding.UTF8.GetBytes(json), SentAt: null, new Dictionary<string, string>(), CorrelationId: null, ExpiresAt: null)
        {
            RequestId = asked,
            ResponseAddress = "replies",
        };

        var fault = shop.Get<ReplyComposer>().ComposeFault(request, new Fault("System.InvalidOperationException", "There is no account DE89."));

        Assert.Equal(!isEncrypted, System.Text.Encoding.UTF8.GetString(fault.Body.Span).Contains("DE89", StringComparison.Ordinal));
        var reply = EnvelopeReader.Read(fault.Body, fault.ContentType, fault.Headers);
        var definition = new RequestDefinition<OrderPlaced, int>("Orders", "AskAsync", "urn:message:Acme:Ask", "Acme:Ask", "urn:message:Acme:AskReply", TimeSpan.FromSeconds(1));
        var exception = Assert.Throws<RequestFaultException>(() => ReplyReader.Read(definition, reply, shop.Get<SerializerSettings>()));
        Assert.Equal("There is no account DE89.", exception.FaultMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_handler_of_an_encrypted_message_threw_is_named_and_not_quoted(bool isWhole)
    {
        await using var shop = await new Shop(
            static messaging => messaging.AddHandler<IBillingEvents, LoudShipping>(BillingEventsSender.Map, ShopHandlers.Impatient(1, 1)),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:EncryptMessages", $"{isWhole}")).StartAsync();

        await shop.Get<IBillingEvents>().OrderPaidAsync(new OrderPaid(42, "DE89"), Stop);
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.StartsWith("System.InvalidOperationException;", letter.Error, StringComparison.Ordinal);
        Assert.Equal((0, 2), (shop.Log.Count("DE89"), shop.Log.Count("at Resile.Messaging.Tests.Support.LoudShipping.OrderPaidAsync")));
    }

    [Fact]
    public async Task Secret_without_a_key_is_not_sent()
    {
        await using var shop = new Shop();
        var error = await Assert.ThrowsAsync<DurableMessageException>(() => shop.Get<IBillingEvents>().OrderPaidAsync(new OrderPaid(1, "x"), Stop));
        Assert.Contains("Resile:Messaging:Protection:Keys", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MessageSigning.Require, Forgery.None, true)]
    [InlineData(MessageSigning.Require, Forgery.Unsigned, false)]
    [InlineData(MessageSigning.Require, Forgery.Changed, false)]
    [InlineData(MessageSigning.Require, Forgery.OtherKey, false)]
    [InlineData(MessageSigning.Sign, Forgery.Unsigned, true)]
    [InlineData(MessageSigning.Sign, Forgery.Changed, false)]
    [InlineData(MessageSigning.None, Forgery.Changed, true)]
    internal async Task Message_is_handled_if_it_is_to_be_trusted(MessageSigning signing, Forgery forgery, bool isHandled)
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:Signing", signing.ToString()));
        await shop.StartAsync();
        var body = Encoding.UTF8.GetBytes(
            $$"""{"messageId":"{{Guid.CreateVersion7()}}","messageType":["urn:message:Resile.Messaging.Tests.Orders:OrderPlaced"],"message":{"id":1,"total":2} }""");
        var signature = Ring(forgery == Forgery.OtherKey ? Second : First, MessageSigning.Sign).Sign(body);
        if (forgery == Forgery.Changed)
        {
            body[^3] = (byte)' ';
            body[^2] = (byte)'}';
        }

        await shop.Transport.DeliverAsync(Shop.BillingQueue, body, forgery == Forgery.Unsigned ? [] : [new("Resile-Signature", signature!)]);
        if (isHandled)
        {
            await shop.WaitForEffectsAsync("billed", 1);
            return;
        }

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.Equal((DeadLetterReasons.Untrusted, 0), (letter.Reason, shop.Effects("billed")));
        await Assert.ThrowsAsync<DurableMessageException>(() => shop.DeadLetters.ReplayAsync(letter.Id, "tests", Stop));
        Assert.Equal(new DeadLetterSweep(0, 1), await shop.DeadLetters.ReplayAllAsync(new DeadLetterFilter(), "tests", Stop));
    }

    [Theory]
    [InlineData(MessageSigning.Require)]
    [InlineData(MessageSigning.None)]
    public async Task Header_that_somebody_put_beside_a_signed_envelope_is_not_believed(MessageSigning signing)
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:Signing", $"{signing}"));
        var tenants = new List<string?>();
        shop.Calls.Inside = (context, _) =>
        {
            tenants.Add(context.Tenant);
            return Task.CompletedTask;
        };
        shop.Transport.Fate = static _ => PublishResult.Confirmed;
        await shop.StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.WaitUntilDrainedAsync();
        var sent = Assert.Single(shop.Transport.Tried);

        await shop.Transport.DeliverAsync(Shop.BillingQueue, sent.Body.ToArray(), [.. sent.Headers, new("Resile-Tenant", "other")]);
        await shop.Transport.DeliverAsync(Shop.BillingQueue, sent.Body.ToArray(), [.. sent.Headers, new("Resile-Replayed", "true")]);

        var isSigned = signing == MessageSigning.Require;
        Assert.Equal([isSigned ? null : "other"], tenants);
        Assert.Equal(isSigned ? 1 : 0, await shop.DeadLetters.CountAsync(new DeadLetterFilter { Reason = DeadLetterReasons.Untrusted }, Stop));
    }

    [Fact]
    public async Task Dead_letter_of_the_sending_side_is_trusted_when_it_is_replayed()
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:Signing", "Require"));
        await shop.Outbox.For<IOrderEvents>(new SendOptions { ExpiresAfter = TimeSpan.FromTicks(1) }).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.StartAsync();
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        Assert.Equal(new DeadLetterSweep(1, 0), await shop.DeadLetters.ReplayAllAsync(new DeadLetterFilter(), "tests", Stop));
        await shop.WaitForEffectsAsync("billed", 1);
    }

    [Fact]
    public async Task Own_messages_are_signed_and_handled_where_signatures_are_required()
    {
        await using var shop = await new Shop(
            static messaging => messaging.AddBilling().AddShipping(),
            ("Resile:Messaging:Protection:Keys:first", First), ("Resile:Messaging:Protection:Signing", "Require")).StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.WaitForEffectsAsync("shipped", 1);
    }

    [Fact]
    public void What_was_encrypted_for_one_place_cannot_be_read_in_another_or_changed()
    {
        var ring = Ring(First, MessageSigning.None);
        var text = ring.Encrypt("tea"u8, "here"u8);
        Assert.Equal("tea"u8, ring.Decrypt(text, "here"u8));
        Assert.NotEqual(text, ring.Encrypt("tea"u8, "here"u8));
        Assert.Throws<MalformedMessageException>(() => ring.Decrypt(text, "there"u8));
        Assert.Throws<MalformedMessageException>(() => ring.Decrypt(text[..^2] + (text.EndsWith("AA", StringComparison.Ordinal) ? "AQ" : "AA"), "here"u8));
        Assert.Throws<MalformedMessageException>(() => ring.Decrypt("key.", "here"u8));
        Assert.Throws<MalformedMessageException>(() => ring.Decrypt("key.?", "here"u8));
        Assert.Throws<MalformedMessageException>(() => Ring(Second, MessageSigning.None).Decrypt(text, "here"u8));
    }

    [Theory]
    [InlineData("Keys:first", "c2hvcnQ=", "32 bytes")]
    [InlineData("Keys:a b", "AAAA", "named 'a b'")]
    [InlineData("Signing", "Require", "Keys is empty")]
    [InlineData("EncryptMessages", "true", "Keys is empty")]
    [InlineData("CurrentKey", "lost", "CurrentKey is 'lost'")]
    public async Task Protection_that_cannot_work_stops_the_start_and_shows_no_key(string key, string value, string expected)
    {
        await using var shop = new Shop(null, ("Resile:Messaging:Protection:" + key, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(shop.StartAsync);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", error.Message, StringComparison.Ordinal);
    }

    private static KeyRing Ring(string key, MessageSigning signing)
    {
        var options = new MessageProtectionOptions { Signing = signing };
        options.Keys["first"] = key;
        return new KeyRing(Options.Create(options));
    }
}
