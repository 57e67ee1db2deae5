using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.LoadBalancing;

/// <summary>The times and attempts that a lambda sets for a client, as far as they are constants.</summary>
/// <param name="Deadline">The deadline of operations that have none of their own; null where it is not set.</param>
/// <param name="AttemptTimeout">The time that an attempt may take; null where it is not set.</param>
/// <param name="AttemptTimeoutSyntax">Where it is set.</param>
/// <param name="MaxAttempts">The attempts of a call.</param>
internal sealed record ClientTimes(TimeSpan? Deadline, TimeSpan? AttemptTimeout, SyntaxNode? AttemptTimeoutSyntax, int MaxAttempts)
{
    private const int DefaultMaxAttempts = 2;

    /// <summary>Reads a lambda; null where it sets something that is no constant, or sets values of single operations.</summary>
    public static ClientTimes? Read(IOperation? lambda)
    {
        var times = new ClientTimes(null, null, null, DefaultMaxAttempts);
        foreach (var operation in lambda?.Descendants() ?? [])
        {
            if (operation is IPropertyReferenceOperation { Property: { Name: "Operations" } single } && TypeNames.Is(single.ContainingType, KnownTypes.LoadBalancedOptions))
            {
                return null;
            }

            if (operation is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property }, Value: var value } assignment
                || !(TypeNames.Is(property.ContainingType, KnownTypes.LoadBalancedOptions) || TypeNames.Is(property.ContainingType, KnownTypes.RetryOptions)))
            {
                continue;
            }

            switch (property.Name)
            {
                case "Deadline" when TimeOf(value) is { } time:
                    times = times with { Deadline = time };
                    break;
                case "AttemptTimeout" when TimeOf(value) is { } time:
                    times = times with { AttemptTimeout = time, AttemptTimeoutSyntax = assignment.Syntax };
                    break;
                case "MaxAttempts" when value.ConstantValue is { HasValue: true, Value: int attempts }:
                    times = times with { MaxAttempts = attempts };
                    break;
                case "Deadline" or "AttemptTimeout" or "MaxAttempts":
                    return null;
            }
        }

        return times;
    }

    // TimeSpan.FromSeconds(2) and its likes.
    private static TimeSpan? TimeOf(IOperation value)
    {
        if (Functions.Plain(value) is not IInvocationOperation { TargetMethod: { IsStatic: true } method, Arguments: { Length: > 0 } arguments }
            || !TypeNames.Is(method.ContainingType, KnownTypes.TimeSpan)
            || arguments.Any(static argument => argument.Value.ConstantValue is not { HasValue: true })
            || arguments.Skip(1).Any(static argument => argument.ArgumentKind != ArgumentKind.DefaultValue))
        {
            return null;
        }

        var count = arguments[0].Value.ConstantValue.Value is IConvertible number ? number.ToDouble(null) : double.NaN;
        double? milliseconds = method.Name switch
        {
            "FromMilliseconds" => count,
            "FromSeconds" => count * 1_000,
            "FromMinutes" => count * 60_000,
            "FromHours" => count * 3_600_000,
            _ => null,
        };
        return milliseconds is > 0 and < 86_400_000 ? TimeSpan.FromMilliseconds(milliseconds.Value) : null;
    }
}
