namespace Resile;

/// <summary>Marks a method that turns what an older version of a durable message was into what it is now: for changes that no attribute can say, as of a type, or of one member into two.</summary>
/// <remarks>
/// <para>A static method of one parameter, the shape of old, whose result is the type that it stands in. Name the old shape as you like:
/// <c>static OrderPlaced FromV1(OrderPlacedV1 old)</c>.</para>
/// <para>A message is taken for an old one by what is in it: by a member that only the old shape has, or one that is written as another kind of JSON there. The build
/// refuses an upcaster whose shapes cannot be told apart. It may run again for the same message, and is to depend on nothing else.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UpcasterAttribute : Attribute;
