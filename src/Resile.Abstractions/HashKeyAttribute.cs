namespace Resile;

/// <summary>Makes a parameter decide, by the policies <c>Rendezvous</c> and <c>Maglev</c>, which endpoint gets the call: equal values go to the same one.</summary>
/// <remarks>
/// For caches and sessions that live on one replica. The value is hashed as its invariant text, so it does not matter which process or
/// machine calls. A call whose value is null goes to any endpoint. Other policies ignore it.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HashKeyAttribute : Attribute;
