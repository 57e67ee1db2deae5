namespace Resile;

/// <summary>Sends each call to every endpoint in rotation at once, and takes the answers that come first.</summary>
/// <remarks>
/// When <see cref="Quorum"/> endpoints have answered, the other calls are cancelled, and nothing speaks against their endpoints. There are no retries:
/// the call ends in an exception as soon as too few endpoints are left. The operation returns a task without a result, or with an
/// <c>IReadOnlyList</c>, in which the lists of those that answered follow one another, or with <see cref="Replies{T}"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScatterAttribute : Attribute
{
    /// <summary>Gets or sets how many endpoints must answer.</summary>
    /// <value>0 or more. The default, 0, is the majority of those that are asked.</value>
    public int Quorum { get; set; }
}
