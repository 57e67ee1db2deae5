namespace Resile;

/// <summary>Sends each call to every endpoint of the service at once: an order to forget what is cached, a question to each replica.</summary>
/// <remarks>
/// Every endpoint that the client knows gets the call once, those that are ejected included, and there are no retries. The operation returns a task
/// without a result, or with an <c>IReadOnlyList</c>, in which the lists of all endpoints follow one another: both end in an exception unless every
/// endpoint has answered. Or it returns <see cref="Replies{T}"/>, which say what each endpoint answered.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BroadcastAttribute : Attribute;
