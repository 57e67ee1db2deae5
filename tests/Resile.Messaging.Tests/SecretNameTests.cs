using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Receiving;

namespace Resile.Messaging.Tests;

/// <summary>What is secret was encrypted for the name that it had.</summary>
public sealed class SecretNameTests
{
    private static readonly SerializerSettings Settings = new([], new KeyRing(Options.Create(new MessageProtectionOptions
    {
        Keys = { ["first"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) },
    })));

    [Theory, InlineData("iban"), InlineData("Iban")]
    public void Secret_that_has_another_name_now_is_decrypted(string formerName)
    {
        var upcaster = new PayloadUpcaster().Rename(formerName, formerName == "iban" ? "number" : "holder");
        var old = Write(new Before("DE89"));

        var json = Encoding.UTF8.GetString(upcaster.Upcast(old, Settings.Options).Span);

        Assert.DoesNotContain("DE89", json, StringComparison.Ordinal);
        Assert.Equal("DE89", formerName == "iban" ? Read<Account>(json).Number : Read<Holder>(json).Of);
    }

    [Fact]
    public void Secret_of_another_place_is_refused()
    {
        var json = Encoding.UTF8.GetString(Write(new Before("DE89")).Span).Replace("iban", "other", StringComparison.Ordinal);

        Assert.Throws<MalformedMessageException>(() => Read<Other>(json));
    }

    [Fact]
    public void Secret_goes_through_an_upcaster_and_is_encrypted_again()
    {
        var upcaster = new PayloadUpcaster().From<Before, Other>(static old => new Other(old.Iban + "!"), new PayloadSign("iban"));

        var json = Encoding.UTF8.GetString(upcaster.Upcast(Write(new Before("DE89")), Settings.Options).Span);

        Assert.DoesNotContain("DE89", json, StringComparison.Ordinal);
        Assert.Equal("DE89!", Read<Other>(json).Secret);
    }

    [Fact]
    public void What_an_upcaster_says_of_a_secret_is_withheld()
    {
        var upcaster = new PayloadUpcaster().From<Before, Other>(static old => throw new FormatException($"'{old.Iban}' is no account."), new PayloadSign("iban"));
        var json = Write(new Before("DE89"));
        var message = new ReceivedMessage(
            Guid.Empty, Guid.Empty, ["urn:message:Acme:Before"], json, SentAt: null, new Dictionary<string, string>(), CorrelationId: null, ExpiresAt: null);

        var thrown = Assert.Throws<MalformedMessageException>(() => upcaster.Upcast(json, Settings.Options));

        Assert.DoesNotContain("DE89", WithheldException.Of(message, thrown).ToString(), StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Write<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Settings.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Settings.Options)!;

    private sealed record Before([property: Secret] string Iban);

    private sealed record Account([property: Secret, RenamedFrom("iban")] string Number);

    private sealed record Holder([property: Secret, RenamedFrom("Iban"), System.Text.Json.Serialization.JsonPropertyName("holder")] string Of);

    private sealed record Other([property: Secret, System.Text.Json.Serialization.JsonPropertyName("other")] string Secret);
}
