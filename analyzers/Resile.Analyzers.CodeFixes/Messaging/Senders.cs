using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Analyzers.Messaging;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Messaging;

/// <summary>Remedies of calls of durable contracts.</summary>
internal static class Senders
{
    /// <summary>Awaits a call whose task is dropped, where that is possible.</summary>
    public static Proposal? Await(Finding finding)
    {
        // What a lambda returns is no statement of the function around it.
        if (finding.Node.FirstAncestorOrSelf<SyntaxNode>(static node => node is ExpressionStatementSyntax or AnonymousFunctionExpressionSyntax) is not ExpressionStatementSyntax statement || !Asynchronous.CanAwait(statement))
        {
            return null;
        }

        var dropped = statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: var right } ? right : statement.Expression;
        return dropped is not InvocationExpressionSyntax ? null
            : new Proposal("Await it", new TextEdit(statement.SyntaxTree, TextSpan.FromBounds(statement.Expression.SpanStart, dropped.SpanStart), "await "));
    }

    /// <summary>Calls a contract on what commits, so that the message is part of that.</summary>
    public static Proposal? TakePart(Finding finding)
    {
        if (finding.Property(DualWrites.SenderProperty) is not { } sender || finding.Node is not MemberAccessExpressionSyntax call)
        {
            return null;
        }

        var imports = sender.Contains(".Durable<") ? Names.Of(finding, call, KnownTypes.DurableMessagesDbContextExtensions)?.Imports ?? [] : [];
        return new Proposal($"Call it on '{sender}'", [Lines.Replace(call.Expression, sender), .. imports]);
    }
}
