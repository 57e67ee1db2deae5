using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Resile.Analyzers;

/// <summary>Tells where in a call to point at.</summary>
internal static class Places
{
    /// <summary>Points at the name of the method that is called, which in a chain of calls tells them apart.</summary>
    public static Location NameOf(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: var expression }
        ? (expression is MemberAccessExpressionSyntax access ? access.Name : expression).GetLocation()
        : call.Syntax.GetLocation();

    /// <summary>Points at what is called, without its arguments.</summary>
    public static Location TargetOf(IInvocationOperation call) =>
        (call.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : call.Syntax).GetLocation();
}
