using MassTransit;

namespace Resile.Messaging.MassTransit;

/// <summary>Takes a delivery out of MassTransit's receive pipe before MassTransit looks into it.</summary>
/// <remarks>When the task completes, MassTransit acknowledges; when it fails, MassTransit gives the message back.</remarks>
internal sealed class EnvelopeReceiveFilter(Func<ReceiveContext, Task> receive) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => receive(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("resile");
}
