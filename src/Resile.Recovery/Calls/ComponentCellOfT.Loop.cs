using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

public sealed partial class ComponentCell<TContract>
{
    // Its end is the end of the generation, whatever brings it about. What it throws after it was told to end, whoever closes the generation reports.
    private async Task RunAsync(ComponentGeneration<TContract> generation, ComponentLoop<TContract> loop, Task published)
    {
        // Whoever closes the generation waits for its loop; the failure of one that nobody can see yet would not be heard.
        await published.ConfigureAwait(false);
        Waits.EnterFlow();
        try
        {
            await loop.RunAsync(generation.Component, generation.Stopping).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!LoopFailed(generation, exception) && !(exception is OperationCanceledException && generation.Stopping.IsCancellationRequested))
            {
                throw;
            }

            return;
        }

        Fail(generation, RecoveryReason.Ended, null, FailureAction.Restart);
    }
}
