using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>A method of a contract that generated code can carry.</summary>
/// <param name="PlainName">Its name, without the <c>@</c> of a keyword.</param>
/// <param name="UniqueName">The stem of the names that are generated for it: told apart from its overloads and from other members.</param>
/// <param name="DeclaringType">The interface that declares it, fully qualified.</param>
/// <param name="IsExplicit">Whether it must be implemented explicitly.</param>
/// <param name="IsObsolete">Whether it is marked obsolete; then so is what is generated for it.</param>
/// <param name="Return">What it returns.</param>
/// <param name="ReturnType">Its return type, fully qualified.</param>
/// <param name="ResultType">The type of its result, or of each item of a stream, fully qualified; null where there is none.</param>
/// <param name="Parameters">Its parameters, in order, the cancellation token included.</param>
/// <param name="IsIdempotent">Whether it carries <c>[Idempotent]</c>.</param>
/// <param name="Deadline">The deadline of its own or of its interface, if one was declared.</param>
internal sealed record OperationModel(
    string PlainName,
    string UniqueName,
    string DeclaringType,
    bool IsExplicit,
    bool IsObsolete,
    ReturnShape Return,
    string ReturnType,
    string? ResultType,
    EquatableArray<ParameterModel> Parameters,
    bool IsIdempotent,
    TimeSpan? Deadline)
{
    /// <summary>Gets its name as it stands in source.</summary>
    public string Name => TypeNames.Identifier(PlainName);

    /// <summary>Gets the name of the structure that carries the arguments of a call.</summary>
    public string CallName => UniqueName + "Call";

    /// <summary>Gets whether it returns one of the task classes, not of the structures.</summary>
    public bool ReturnsTask => Return is ReturnShape.Task or ReturnShape.TaskOfT;

    /// <summary>Gets whether its result comes item by item.</summary>
    public bool IsStream => Return == ReturnShape.Stream;

    /// <summary>Gets the expression that passes the caller's token on: the parameter's name, or <c>default</c>.</summary>
    public string CancellationToken =>
        Parameters.FirstOrDefault(static parameter => parameter.IsCancellationToken)?.Name ?? "default";

    /// <summary>Gets the parameters that carry data: all but the cancellation token.</summary>
    public IEnumerable<ParameterModel> DataParameters => Parameters.Where(static parameter => !parameter.IsCancellationToken);

    /// <summary>Gets the arguments that hand the data on, as they stand between parentheses.</summary>
    public string Arguments => string.Join(", ", DataParameters.Select(static parameter => parameter.Name));

    /// <summary>Writes the head of the method that implements this operation.</summary>
    public string Head()
    {
        var parameters = Parameters.Select(static parameter => parameter.Type + " " + parameter.Name);
        return Wrapped.Call(IsExplicit ? $"{ReturnType} {DeclaringType}.{Name}" : $"public {ReturnType} {Name}", parameters, "");
    }

    /// <summary>Writes a call of this operation, through the interface that declares it: two that a contract inherits may have methods of one signature.</summary>
    /// <param name="contract">The contract, fully qualified.</param>
    /// <param name="target">The expression that is called, of the contract's type.</param>
    /// <param name="token">What stands for the cancellation token.</param>
    public string Invocation(string contract, string target, string token) => Invocation(contract, target, Parameters.Select(parameter =>
        parameter.IsCancellationToken ? token : parameter.Name));

    /// <summary>Writes a call of this operation with arguments of any kind.</summary>
    public string Invocation(string contract, string target, IEnumerable<string> arguments)
    {
        var through = DeclaringType == contract ? target : $"(({DeclaringType}){target})";
        return $"{through}.{Name}({string.Join(", ", arguments)})";
    }

    /// <summary>Finds a name that none of its own data has: one of those would hide it.</summary>
    public string Free(string name) => DataParameters.Any(parameter => parameter.Name == name) ? Free(name + "_") : name;
}
