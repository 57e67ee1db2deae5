using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Hosting;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>What a program has mapped, so that two operations that no server could tell apart are an error of the start and not of the first call.</summary>
/// <remarks>
/// Operations are compared where they were mapped to the same routes: a group may have a prefix or a host of its own. Names are compared over the whole
/// program, because they are the keys of its configuration.
/// </remarks>
internal sealed class MappedSkeletons
{
    private static readonly ConditionalWeakTable<object, MappedSkeletons> All = [];

    private readonly Dictionary<string, Type> _contracts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _operations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes a contract.</summary>
    /// <exception cref="InvalidOperationException">Another one has its name, or an operation with the verb and route of one of its own.</exception>
    public static void Add<TContract>(IEndpointRouteBuilder endpoints, ServiceSkeleton<TContract> skeleton)
        where TContract : class
    {
        All.GetOrCreateValue(endpoints.ServiceProvider).AddName(skeleton.Contract, typeof(TContract));
        var mapped = All.GetOrCreateValue(endpoints);
        foreach (var operation in skeleton.Operations)
        {
            mapped.AddOperation(skeleton.Contract, $"{typeof(TContract)}.{operation.Operation.Name}", operation.Operation);
        }
    }

    private void AddName(string name, Type contract)
    {
        if (!_contracts.TryAdd(name, contract) && _contracts[name] != contract)
        {
            throw new InvalidOperationException($"'{_contracts[name]}' and '{contract}' are both called '{name}', and so would share their options "
                + $"({SkeletonOptions.SectionName}:{name}). Rename one of them.");
        }
    }

    private void AddOperation(string contract, string name, BalancedOperation operation)
    {
        var key = operation.Verb + " " + ShapeOf(operation.Route);
        if (!_operations.TryAdd(key, name))
        {
            throw new InvalidOperationException(_operations[key] == name
                ? $"Map{contract}() was called twice for the same routes. Remove one of the calls, or map to a group with a prefix: app.MapGroup(\"/v2\").Map{contract}()."
                : $"'{name}' answers to {operation.Verb} '{operation.Route}', as '{_operations[key]}' does, so the server could not tell which of the two is called. "
                    + $"Give one of them another route, or map one contract to a group with a prefix or a host of its own: app.MapGroup(\"/v2\").Map{contract}().");
        }
    }

    // What routing tells templates apart by: not the names of parameters, but whether they have constraints and take everything.
    private static string ShapeOf(string route) => string.Join('/', RoutePatternFactory.Parse(route).PathSegments.Select(static segment =>
        string.Concat(segment.Parts.Select(static part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => (parameter.IsCatchAll ? "{**" : "{") + KindOf(parameter) + "}",
            _ => ".",
        }))));

    // Of two parameters in the same place, both may let a value through, unless these are of different kinds.
    private static string KindOf(RoutePatternParameterPart parameter)
    {
        var names = parameter.ParameterPolicies.Select(static policy => policy.Content!.Split('(')[0]).ToArray();
        return names.Any(static name => name is "int" or "long" or "decimal" or "double" or "float" or "min" or "max" or "range") ? ":number"
            : Array.Find(names, static name => name is "guid" or "datetime") is { } kind ? ":" + kind
            : names.Length == 0 ? "" : ":text";
    }
}
