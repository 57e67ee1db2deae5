using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[Event]</c> and <c>[Command]</c>.</summary>
internal static class DurableMethodRules
{
    /// <summary>Finds why an operation says of its messages what makes no sense.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation)
    {
        var command = AttributeReader.Find(operation, KnownTypes.CommandAttribute);
        var name = ContractRules.NameOf(operation);
        if (command is not null && AttributeReader.Find(operation, KnownTypes.EventAttribute) is not null)
        {
            return new Refusal(Descriptors.EventAndCommand, operation, name);
        }

        var expiry = OrderingKeyRules.MethodAttributeOf(operation).Named<string>("ExpiresAfter");
        return expiry is not null && ParseExpiry(expiry) is null
            ? new Refusal(Descriptors.BadExpiry, operation, name, expiry)
            : OrderingKeyRules.OfOperation(operation);
    }

    /// <summary>Reads after what time the messages of an operation expire; null for never.</summary>
    public static TimeSpan? ExpiryOf(IMethodSymbol operation) => ParseExpiry(OrderingKeyRules.MethodAttributeOf(operation).Named<string>("ExpiresAfter"));

    private static TimeSpan? ParseExpiry(string? text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var expiry) && expiry > TimeSpan.Zero ? expiry : null;
}
