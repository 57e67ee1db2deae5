namespace Resile.Messaging.Receiving;

/// <summary>Hands the context of an attempt to the scope that its handler is made in.</summary>
internal sealed class DurableContextAccessor
{
    private DurableContext? _context;

    /// <summary>Gets or sets the context.</summary>
    /// <exception cref="DurableMessageException">It is read outside a handler.</exception>
    public DurableContext Context
    {
        get => _context ?? throw new DurableMessageException(
            $"A {nameof(DurableContext)} exists only while a message is handled. Outside a handler, use {nameof(IOutbox)}.");
        set => _context = value;
    }
}
