using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Turns an interface that carries <c>[AutoRecover]</c> into a model.</summary>
internal static class AutoRecoverParser
{
    /// <summary>The members of <c>FailureAction</c>, by their values.</summary>
    public static readonly string[] Actions = ["Pass", "Score", "Restart", "Escalate", "Resume", "Stop"];

    /// <summary>The members of <c>PendingCalls</c>, by their values.</summary>
    public static readonly string[] Pending = ["Queue", "Fail", "Replay"];

    /// <summary>Reads the contract.</summary>
    public static AutoRecoverModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, AutoRecoverRules.RuleFor(contract), cancellationToken);
        return new AutoRecoverModel(
            ContractParser.Parse(contract, members, AutoRecoverRules.OfContract(contract)),
            members.Operations.Where(static pair => !AutoRecoverRules.IsLoop(pair.Key))
                .Select(static pair => ReplayRules.Read(pair.Key, pair.Value)).ToEquatableArray(),
            members.Operations.FirstOrDefault(static pair => AutoRecoverRules.IsLoop(pair.Key)).Value,
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

        if (attribute.Named("Pending", -1) is >= 0 and var pending && pending < Pending.Length)
        {
            yield return new("Pending", "global::Resile.PendingCalls." + Pending[pending]);
        }

        if (attribute.Named<int>("QueueLimit") is > 0 and var queueLimit)
        {
            yield return new("QueueLimit", Literal.Of(queueLimit));
        }
    }

    /// <summary>Finds the attributes that say what an exception means.</summary>
    public static IEnumerable<AttributeData> ExceptionsOf(INamedTypeSymbol contract) => contract.GetAttributes().Where(static attribute =>
        TypeNames.Is(attribute.AttributeClass, KnownTypes.OnAttribute)
        && attribute.AttributeClass!.TypeArguments[0].TypeKind != TypeKind.Error);

    // What the rules refuse is left out: nothing is generated then, but the model is read all the same.
    private static IEnumerable<ExceptionActionModel> ExceptionActions(INamedTypeSymbol contract) =>
        from attribute in ExceptionsOf(contract)
        let action = attribute.Argument<int>(0)
        where action >= 0 && action < Actions.Length
        select new ExceptionActionModel(TypeNames.Full(attribute.AttributeClass!.TypeArguments[0]), Actions[action]);
}
