namespace Resile.Generators.LoadBalancing;

/// <summary>What an argument is as text.</summary>
/// <param name="IsSimple">Whether it can be written as text at all.</param>
/// <param name="IsEnum">Whether it is a member of an enumeration, or several.</param>
/// <param name="IsCollection">Whether it is several values.</param>
/// <param name="IsReference">Whether it is an object, so that null needs no wrapper.</param>
internal sealed record ArgumentForm(bool IsSimple, bool IsEnum = false, bool IsCollection = false, bool IsReference = false);
