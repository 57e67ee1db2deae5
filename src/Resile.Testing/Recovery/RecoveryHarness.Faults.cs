using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Recovery.Calls;
using Resile.Recovery.Generations;
using Resile.Recovery.Supervision;

namespace Resile.Testing.Recovery;

/// <content>What a test can do to its components. None of it needs their help.</content>
public sealed partial class RecoveryHarness
{
    private readonly List<CallSlot> _hung = [];

    /// <summary>Lets a component throw, as if a call of it had thrown.</summary>
    /// <param name="exception">What it throws: the contract says what that means. Null for something that restarts it at once.</param>
    /// <exception cref="InvalidOperationException">The component takes no calls now.</exception>
    /// <remarks>What follows happens on other threads: let time pass, or <see cref="SettleAsync"/>, before you look.</remarks>
    public void Crash<TContract>(Exception? exception = null)
        where TContract : class
    {
        var component = Supervised(NameOf<TContract>());
        if (exception is null)
        {
            Require(Inject(FaultKind.Throw, component.Name), component, "crash");
        }
        else
        {
            Require(component.Cell.Current is { State: GenerationState.Open }, component, "crash");
            ((IGenerationOwner)component.Cell).Report(component.Cell.Current!, exception, CancellationToken.None);
        }
    }

    /// <summary>Lets a call of a component hang: one begins and never returns. It is noticed when <see cref="AutoRecoverOptions.HangAfter"/> has passed.</summary>
    /// <exception cref="InvalidOperationException">The component takes no calls now.</exception>
    /// <remarks>Other calls are served until then. The generation that is left behind runs until <see cref="Wake"/>, and counts towards <see cref="AutoRecoverOptions.ZombieLimit"/>.</remarks>
    public void Hang<TContract>()
        where TContract : class
    {
        var component = Supervised(NameOf<TContract>());
        Require(Inject(FaultKind.Hang, component.Name), component, "hang");
    }

    /// <summary>Lets all calls return that hang because of <see cref="Hang{TContract}"/>.</summary>
    public void Wake()
    {
        foreach (var slot in _hung)
        {
            slot.Free();
        }

        _hung.Clear();
    }

    /// <summary>Puts something else in the place of the state that a component's next generation is given.</summary>
    /// <param name="state">What it is given. Null for something that is of no type that it could restore.</param>
    /// <exception cref="InvalidOperationException">No state was captured yet.</exception>
    public void CorruptSnapshot<TContract>(object? state = null)
        where TContract : class
    {
        var component = Supervised(NameOf<TContract>());
        if (!component.Cell.StateKeeper.TryReplace(state ?? new CorruptSnapshot()))
        {
            throw new InvalidOperationException($"'{component.Name}' has no state yet. Let its SnapshotInterval ({component.Cell.Options.SnapshotInterval}) pass before; "
                + "only a component that implements ISnapshot has any.");
        }
    }

    /// <summary>Lets the next starts of a component fail.</summary>
    /// <param name="count">How many.</param>
    /// <param name="exception">What they throw; null for something of no meaning to the contract.</param>
    public void FailStarts<TContract>(int count, Exception? exception = null)
        where TContract : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var component = Supervised(NameOf<TContract>());
        for (var start = 0; start < count; start++)
        {
            _faults.FailStart(component.Cell.Name, exception ?? StartFault());
        }
    }

    /// <summary>Lets the next end of a component take a while.</summary>
    /// <param name="duration">How long: more than <see cref="AutoRecoverOptions.ShutdownTimeout"/> has it left behind.</param>
    public void SlowDispose<TContract>(TimeSpan duration)
        where TContract : class => _faults.SlowEnd(Supervised(NameOf<TContract>()).Cell.Name, duration);

    /// <summary>Lets something happen to a component.</summary>
    /// <param name="kind">What.</param>
    /// <param name="component">The component's name, with its key where it belongs to a pool: <c>Session[7]</c>.</param>
    /// <param name="duration">How long the disposal takes, where that is the fault.</param>
    /// <returns>Whether it happened; not to a component that takes no calls now.</returns>
    /// <exception cref="InvalidOperationException">Nothing of that name is supervised.</exception>
    public bool Inject(FaultKind kind, string component, TimeSpan duration = default) => Inject(kind, Supervised(component), duration);

    /// <summary>Plays faults, one after the other, until the last one or until the system is to be restarted.</summary>
    /// <param name="faults">The faults: those of a <see cref="FaultSchedule"/>, or some of them.</param>
    /// <param name="afterEach">Is called after each, when its pause has passed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many were played.</returns>
    public async Task<int> PlayAsync(IEnumerable<Fault> faults, Action<Fault>? afterEach = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var played = 0;
        foreach (var fault in faults)
        {
            if (SystemRestarts.Count > 0)
            {
                break;
            }

            var components = _root.Components.ToArray();
            Inject(fault.Kind, components[fault.Target % components.Length], fault.Duration);
            await AdvanceAsync(fault.Pause, cancellationToken).ConfigureAwait(false);
            played++;
            afterEach?.Invoke(fault);
        }

        return played;
    }

    private bool Inject(FaultKind kind, SupervisedComponent component, TimeSpan duration)
    {
        var cell = component.Cell;
        if (kind == FaultKind.Restart)
        {
            _ = component.Parent!.RestartAsync(component);
            return true;
        }

        if (cell.Current is not { State: GenerationState.Open } generation)
        {
            return false;
        }

        switch (kind)
        {
            case FaultKind.Hang:
                return Hang(generation);
            case FaultKind.Escalate:
                return Throw(cell, generation, FailureAction.Escalate);
            case FaultKind.Stop:
                return Throw(cell, generation, FailureAction.Stop);
            case FaultKind.FailStart:
                _faults.FailStart(cell.Name, StartFault());
                break;
            case FaultKind.CorruptSnapshot:
                cell.StateKeeper.TryReplace(new CorruptSnapshot());
                break;
            case FaultKind.SlowDispose:
                _faults.SlowEnd(cell.Name, duration);
                break;
        }

        return Throw(cell, generation, FailureAction.Restart);
    }

    private bool Hang(Generation generation)
    {
        if (!generation.TryEnter(Services.GetRequiredService<CoarseClock>().Now, out var slot))
        {
            return false;
        }

        _hung.Add(slot);
        return true;
    }

    private static bool Throw(ComponentCell cell, Generation generation, FailureAction action) => cell.Fail(
        generation, RecoveryReason.Crashed, new InjectedFaultException($"'{cell.Name}' was made to throw by the test."), action);

    private static InjectedFaultException StartFault() => new("The start was made to fail by the test.");

    private static void Require(bool hasHappened, SupervisedComponent component, string what)
    {
        if (!hasHappened)
        {
            throw new InvalidOperationException($"'{component.Name}' cannot {what} now, because it takes no calls ({component.State}). Let time pass until it does: see AdvanceUntilAsync.");
        }
    }

    private string NameOf<TContract>()
        where TContract : class =>
        Services.GetService<ComponentCell<TContract>>()?.Name
            ?? throw new InvalidOperationException($"'{typeof(TContract).Name}' is not supervised. Register it as the program does; of a pool, name the component and its key.");

    private SupervisedComponent Supervised(string name) =>
        _root.Components.FirstOrDefault(component => component.Name == name) ?? throw new InvalidOperationException(
            $"No component '{name}' is supervised. These are: {string.Join(", ", _root.Components.Select(static component => component.Name))}.");
}
