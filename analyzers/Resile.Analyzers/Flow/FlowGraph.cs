using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Resile.Analyzers.Flow;

/// <summary>Tells which invocation or await of a function can follow which.</summary>
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

    /// <summary>Finds the graph of a function: of a body itself, or of a lambda or local function in it.</summary>
    /// <param name="body">The graph of the body.</param>
    /// <param name="function">What <see cref="Functions.Of"/> says.</param>
    public static FlowGraph? Of(ControlFlowGraph body, IOperation function) =>
        function is not (IAnonymousFunctionOperation or ILocalFunctionOperation) ? new FlowGraph(body)
        : Find(body, function) is { } graph ? new FlowGraph(graph)
        : null;

    /// <summary>Tells whether one invocation can be carried out after another.</summary>
    /// <param name="from">The syntax of the earlier one.</param>
    /// <param name="to">The syntax of the later one.</param>
    /// <param name="throughLoops">Whether a further round of a loop counts.</param>
    /// <param name="barriers">What may not be carried out between the two.</param>
    public bool Reaches(SyntaxNode from, SyntaxNode to, bool throughLoops = false, IReadOnlyCollection<SyntaxNode>? barriers = null)
    {
        if (!_blocks.TryGetValue(from, out var start) || !_blocks.TryGetValue(to, out var end))
        {
            return false;
        }

        // Within a block, what ends later is carried out later, be it a statement behind, or what is called on a result.
        bool IsBarred(BasicBlock block, int after, int before) => barriers is not null && barriers.Any(barrier =>
            _blocks.TryGetValue(barrier, out var place) && place == block && barrier.Span.End > after && barrier.Span.End < before);
        if (start == end && from.Span.End < to.Span.End)
        {
            return !IsBarred(start, from.Span.End, to.Span.End);
        }

        if (IsBarred(start, from.Span.End, int.MaxValue))
        {
            return false;
        }

        var seen = new HashSet<BasicBlock>();
        var open = new Stack<BasicBlock>();
        open.Push(start);
        while (open.Count > 0)
        {
            var block = open.Pop();
            foreach (var next in Successors(block, barriers).Where(next => throughLoops || next.Ordinal > block.Ordinal))
            {
                if (next == end && !IsBarred(end, -1, to.Span.End))
                {
                    return true;
                }

                if (!IsBarred(next, -1, int.MaxValue) && seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }

    private IEnumerable<BasicBlock> Successors(BasicBlock block, IReadOnlyCollection<SyntaxNode>? barriers)
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

            // A finally block stands between, whatever it is that leads there.
            if (branch.Destination is { } destination && !branch.FinallyRegions.Any(region => IsBarred(region, barriers)))
            {
                yield return destination;
            }
        }
    }

    private bool IsBarred(ControlFlowRegion region, IReadOnlyCollection<SyntaxNode>? barriers) => barriers is not null && barriers.Any(barrier =>
        _blocks.TryGetValue(barrier, out var place) && place.Ordinal >= region.FirstBlockOrdinal && place.Ordinal <= region.LastBlockOrdinal);

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
        .Where(static operation => operation is IInvocationOperation { IsImplicit: false } or IAwaitOperation { IsImplicit: false } or IFlowAnonymousFunctionOperation);
}
