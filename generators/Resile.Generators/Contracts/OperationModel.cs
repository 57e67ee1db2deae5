using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>A method of a contract that generated code can carry.</summary>
/// <param name="Name">Its name as it stands in source.</param>
/// <param name="DeclaringType">The interface that declares it, fully qualified.</param>
/// <param name="IsExplicit">Whether it must be implemented explicitly, because another member has its signature or it is not public.</param>
/// <param name="Return">What it returns.</param>
/// <param name="ReturnType">Its return type, fully qualified.</param>
/// <param name="ResultType">The type of its result, fully qualified; null where there is none.</param>
/// <param name="Parameters">Its parameters, in order, the cancellation token included.</param>
/// <param name="IsIdempotent">Whether it carries <c>[Idempotent]</c>.</param>
/// <param name="Deadline">The deadline of its own or of its interface, if one was declared.</param>
internal sealed record OperationModel(
    string Name,
    string DeclaringType,
    bool IsExplicit,
    ReturnShape Return,
    string ReturnType,
    string? ResultType,
    EquatableArray<ParameterModel> Parameters,
    bool IsIdempotent,
    TimeSpan? Deadline)
{
    /// <summary>Gets the name without the <c>@</c> of an escaped keyword.</summary>
    public string PlainName => Name.TrimStart('@');

    /// <summary>Gets the expression that passes the caller's token on: the parameter's name, or <c>default</c>.</summary>
    public string CancellationToken =>
        Parameters.FirstOrDefault(static parameter => parameter.IsCancellationToken)?.Name ?? "default";

    /// <summary>Gets the parameters that carry data: all but the cancellation token.</summary>
    public IEnumerable<ParameterModel> DataParameters => Parameters.Where(static parameter => !parameter.IsCancellationToken);

    /// <summary>Writes the head of the method that implements this operation.</summary>
    /// <param name="isAsync">Whether its body awaits.</param>
    public string Head(bool isAsync = false)
    {
        var parameters = string.Join(", ", Parameters.Select(static parameter => parameter.Type + " " + parameter.Name));
        var modifiers = (IsExplicit ? "" : "public ") + (isAsync ? "async " : "");
        var name = IsExplicit ? DeclaringType + "." + Name : Name;
        return Wrapped.Call($"{modifiers}{ReturnType} {name}", parameters, "");
    }
}
