namespace Resile.Generators.Contracts;

/// <summary>A parameter of an operation.</summary>
/// <param name="DeclaredName">Its name in the contract.</param>
/// <param name="Type">Its type, fully qualified, nullable annotations included.</param>
/// <param name="IsCancellationToken">Whether it is the caller's cancellation token.</param>
internal sealed record ParameterModel(string DeclaredName, string Type, bool IsCancellationToken)
{
    /// <summary>Gets its name in generated code, with an <c>@</c> where the name is a keyword.</summary>
    /// <remarks>Generated fields begin with an underscore and generated members with a capital; a parameter that does, too, would hide one.</remarks>
    public string Name => TypeNames.Identifier(
        DeclaredName[0] == '_' || char.IsUpper(DeclaredName[0]) ? DeclaredName + "_" : DeclaredName);
}
