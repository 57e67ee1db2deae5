namespace Resile;

/// <summary>Sends the entries of a dictionary of texts as headers. A server gets all headers of the request.</summary>
/// <remarks>A name or value that a header cannot carry is refused with an <see cref="ArgumentException"/>, and nothing is sent.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderCollectionAttribute : Attribute;
