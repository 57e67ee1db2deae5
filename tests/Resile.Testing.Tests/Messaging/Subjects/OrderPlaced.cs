namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>An order was placed.</summary>
internal sealed record OrderPlaced(int OrderId, decimal Total);
