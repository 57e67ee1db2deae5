using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Resile.Analyzers.Flow;

/// <summary>Tells which invocation of a function can follow which.</summary>
/// <remarks>Exceptions are not followed: what a catch clause does comes after nothing that its try block does. A rule that asks is silent there.</remarks>
internal sealed class FlowGraph
{
    private readonly ControlFlowGraph _graph;
    private readonly Dictionary<SyntaxNode, BasicBlock> _blocks = [];

    private FlowGraph(ControlFlowGraph graph)
    {
        _graph = graph;
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in OperationsOf(block))
            {
                _blocks[operation.Syntax] = block;
            }
        }
    }

    /// <summary>Finds the graph of a function: of a block itself, or of a lambda or local function in it.</summary>
    /// <param name="block">The graph of the block.</param>
    /// <param name="function">What <see cref="Functions.Of"/> says.</param>
    public static FlowGraph? Of(ControlFlowGraph block, IOperation function) =>
        function is not (IAnonymousFunctionOperation or ILocalFunctionOperation) ? new FlowGraph(block)
        : Find(block, function) is { } graph ? new FlowGraph(graph)
        : null;

    /// <summary>Tells whether one invocation can be carried out after another.</summary>
    /// <param name="from">The syntax of the earlier one.</param>
    /// <param name="to">The syntax of the later one.</param>
    /// <param name="throughLoops">Whether a further round of a loop counts.</param>
    public bool Reaches(SyntaxNode from, SyntaxNode to, bool throughLoops = false)
    {
        if (!_blocks.TryGetValue(from, out var start) || !_blocks.TryGetValue(to, out var end))
        {
            return false;
        }

        if (start == end && from.SpanStart < to.SpanStart)
        {
            return true;
        }

        var seen = new HashSet<BasicBlock>();
        var open = new Stack<BasicBlock>();
        open.Push(start);
        while (open.Count > 0)
        {
            var block = open.Pop();
            foreach (var next in Successors(block).Where(next => throughLoops || next.Ordinal > block.Ordinal))
            {
                if (next == end)
                {
                    return true;
                }

                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }

    private IEnumerable<BasicBlock> Successors(BasicBlock block)
    {
        foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
        {
            if (branch is null)
            {
                continue;
            }

            foreach (var region in branch.FinallyRegions)
            {
                yield return _graph.Blocks[region.FirstBlockOrdinal];
            }

            if (branch.Destination is { } destination)
            {
                yield return destination;
            }
        }
    }

    private static ControlFlowGraph? Find(ControlFlowGraph graph, IOperation function)
    {
        foreach (var local in graph.LocalFunctions)
        {
            var inner = graph.GetLocalFunctionControlFlowGraph(local);
            var found = function is ILocalFunctionOperation { Symbol: var symbol } && SymbolEqualityComparer.Default.Equals(symbol, local)
                ? inner
                : Find(inner, function);
            if (found is not null)
            {
                return found;
            }
        }

        foreach (var lambda in graph.Blocks.SelectMany(OperationsOf).OfType<IFlowAnonymousFunctionOperation>())
        {
            if (lambda.Syntax.Span.Contains(function.Syntax.Span))
            {
                var inner = graph.GetAnonymousFunctionControlFlowGraph(lambda);
                return lambda.Syntax == function.Syntax ? inner : Find(inner, function);
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block) => block.Operations
        .Concat(block.BranchValue is { } value ? [value] : [])
        .SelectMany(static operation => operation.DescendantsAndSelf())
        .Where(static operation => operation is IInvocationOperation or IFlowAnonymousFunctionOperation);
}
