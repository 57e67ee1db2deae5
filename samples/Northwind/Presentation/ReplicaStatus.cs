namespace Northwind.Presentation;

/// <summary>How a replica of the catalog fares.</summary>
/// <param name="Name">Its name and its fault.</param>
/// <param name="Calls">The calls that it got.</param>
/// <param name="IsInRotation">Whether it gets calls now.</param>
internal sealed record ReplicaStatus(string Name, long Calls, bool IsInRotation);
