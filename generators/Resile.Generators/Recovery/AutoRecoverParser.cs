using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Turns an interface that carries <c>[AutoRecover]</c> into a model.</summary>
internal static class AutoRecoverParser
{
    private static readonly string[] Actions = ["Pass", "Score", "Restart", "Escalate"];
    private static readonly string[] Pending = ["Queue", "Fail"];

    /// <summary>Reads the contract.</summary>
    public static AutoRecoverModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, AutoRecoverRules.OfOperation, cancellationToken);
        return new AutoRecoverModel(
            ContractParser.Parse(contract, members.Refused),
            members.Operations.Select(static pair => pair.Value).ToEquatableArray(),
            Values(AttributeReader.Find(contract, KnownTypes.AutoRecoverAttribute)).ToEquatableArray(),
            ExceptionActions(contract).ToEquatableArray());
    }

    private static IEnumerable<AutoRecoverValue> Values(AttributeData? attribute)
    {
        if (attribute.Named<int>("HangAfterMs") is > 0 and var hangAfter)
        {
            yield return new("HangAfter", Literal.Of(TimeSpan.FromMilliseconds(hangAfter)));
        }

        if (attribute.Named<int>("ShutdownMs") is > 0 and var shutdown)
        {
            yield return new("ShutdownTimeout", Literal.Of(TimeSpan.FromMilliseconds(shutdown)));
        }

        if (attribute.Named<int>("Pending") is > 0 and var pending && pending < Pending.Length)
        {
            yield return new("Pending", "global::Resile.PendingCalls." + Pending[pending]);
        }

        if (attribute.Named<int>("QueueLimit") is > 0 and var queueLimit)
        {
            yield return new("QueueLimit", Literal.Of(queueLimit));
        }
    }

    private static IEnumerable<ExceptionActionModel> ExceptionActions(INamedTypeSymbol contract)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in contract.GetAttributes())
        {
            if (TypeNames.Is(attribute.AttributeClass, KnownTypes.OnAttribute)
                && attribute.AttributeClass!.TypeArguments[0] is { TypeKind: not TypeKind.Error } exception
                && attribute.Argument<int>(0) is >= 0 and var action && action < Actions.Length
                && seen.Add(TypeNames.Full(exception)))
            {
                yield return new(TypeNames.Full(exception), Actions[action]);
            }
        }
    }
}
