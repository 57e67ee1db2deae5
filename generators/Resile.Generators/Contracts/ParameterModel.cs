namespace Resile.Generators.Contracts;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name as it stands in source, with an <c>@</c> where the name is a keyword.</param>
/// <param name="Type">Its type, fully qualified, nullable annotations included.</param>
/// <param name="IsCancellationToken">Whether it is the caller's cancellation token.</param>
internal sealed record ParameterModel(string Name, string Type, bool IsCancellationToken)
{
    /// <summary>Gets the name without the <c>@</c> of an escaped keyword.</summary>
    public string PlainName => Name.TrimStart('@');
}
