namespace Northwind.Contracts;

/// <summary>More than one desk is lost: a fault of this sample that restarting a single component does not mend.</summary>
public sealed class OfficeFireException(string message) : Exception(message);
