using System.Text.Json;
using MassTransit.Serialization;
using Microsoft.Extensions.Options;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>What MassTransit writes is read here, and the other way round, whatever the properties of a message are.</summary>
public sealed class JsonAgreementTests
{
    private static readonly JsonSerializerOptions Theirs = SystemTextJsonMessageSerializer.Options;
    private static readonly JsonSerializerOptions Ours = new SerializerSettings([], new KeyRing(Options.Create(new MessageProtectionOptions()))).Options;

    private static readonly AllKinds Message = new(
        int.MinValue, long.MaxValue, 0.1, 79228162514264337593543950335m, true, "grüße \"<&>\" \u0001 😀", 'ß', Guid.NewGuid(),
        new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, TimeSpan.FromHours(-3)), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateOnly(2026, 2, 28),
        new TimeOnly(23, 59, 1), TimeSpan.FromMilliseconds(-90_061_001), DayOfWeek.Friday, new Uri("https://example.com/a%20b?c=ü"), [0, 1, 255], null, DayOfWeek.Monday,
        [1.50m, 0m], new Dictionary<string, int> { ["First Key"] = 1, ["second"] = 2 });

    [Fact]
    public void What_MassTransit_writes_is_read_here() => Equal(JsonSerializer.Deserialize<AllKinds>(JsonSerializer.Serialize(Message, Theirs), Ours));

    [Fact]
    public void What_is_written_here_is_read_by_MassTransit() => Equal(JsonSerializer.Deserialize<AllKinds>(JsonSerializer.Serialize(Message, Ours), Theirs));

    // Records compare their collections by reference.
    private static void Equal(AllKinds? actual) => Assert.Equal(JsonSerializer.Serialize(Message), JsonSerializer.Serialize(actual));
}
