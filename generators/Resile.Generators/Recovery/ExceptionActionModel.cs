namespace Resile.Generators.Recovery;

/// <summary>What a contract says of an exception.</summary>
/// <param name="Exception">The exception's type, fully qualified.</param>
/// <param name="Action">The name of the action.</param>
internal sealed record ExceptionActionModel(string Exception, string Action);
