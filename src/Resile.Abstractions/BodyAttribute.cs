namespace Resile;

/// <summary>Sends a parameter as the body of the request, in JSON.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BodyAttribute : Attribute;
