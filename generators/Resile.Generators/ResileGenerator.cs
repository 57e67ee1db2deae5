using Microsoft.CodeAnalysis;
using Resile.Generators.Declarations;
using Resile.Generators.Fakes;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Recovery;
using Resile.Generators.Registration;
using Resile.Generators.Supervision;
using Resile.Generators.Upcasting;

namespace Resile.Generators;

/// <summary>Writes the code of <c>[LoadBalanced]</c>, <c>[AutoRecover]</c>, <c>[Supervisor]</c> and <c>[DurableMessage]</c>.</summary>
/// <remarks>
/// One generator, because generators cannot see each other's output and one interface may carry several attributes. What
/// the attributes write meets at run time: a skeleton calls whatever stands behind its contract, supervised or not.
/// It reports nothing: the analyzers run the same rules, where a pragma or an .editorconfig can silence them.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ResileGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var facts = CompilationFacts.Provide(context);

        // Every file of the project is looked through once, for all attributes.
        var files = AttributedTypes.Provide(
            context,
            [
                LoadBalancedPipeline.Feature.Reader, AutoRecoverPipeline.Feature.Reader, DurableMessagePipeline.Feature.Reader, UpcastingPipeline.Reader,
                .. SupervisorPipeline.Readers, FakePipeline.Reader,
            ]);

        // One file for each contract and attribute.
        var balanced = LoadBalancedPipeline.Register(context, files, facts);
        var recovered = AutoRecoverPipeline.Register(context, files, facts);
        var durable = DurableMessagePipeline.Register(context, files, facts);

        // One file for each supervisor: the children that its attributes name, in the order in which they start.
        var trees = SupervisorPipeline.Register(context, files, facts);

        // One file for each class of a test project that stands in for an implementation.
        FakePipeline.Register(context, files);

        // One file of AddXxx and MapXxx methods for the assembly, written again only when one of them changes.
        RegistrationPipeline.Register(context, facts, balanced, recovered, durable, trees.Supervisors, trees.Roots);
    }
}
