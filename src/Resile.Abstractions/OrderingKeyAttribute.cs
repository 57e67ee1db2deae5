namespace Resile;

/// <summary>Marks what gives the messages of a durable method their order: those of equal keys are published, and handled by each handler, one after another.</summary>
/// <remarks>
/// <para>The order is that of the commits of their transactions, and within a transaction that of the calls. It holds within a method's contract and between the
/// contracts of one service. Messages of different keys, and those without one, overtake each other.</para>
/// <para>Put it on a parameter, or on a property of the message type; on the parameter of a message type that is not yours, name the property:
/// <c>[OrderingKey(nameof(OrderPlaced.OrderId))]</c>. A key is a text of 1 to 256 characters, an enumeration, or a value that can be formatted, as numbers
/// and <see cref="Guid"/> can.</para>
/// </remarks>
/// <param name="member">The property of the message type that is the key, on a parameter that is the message.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class OrderingKeyAttribute(string? member = null) : Attribute
{
    /// <summary>Gets the property of the message type that is the key; null where what is marked is the key itself.</summary>
    public string? Member { get; } = member;
}
