namespace Resile;

/// <summary>Makes each method of an interface a message that survives the death of any process on its way.</summary>
/// <remarks>
/// <para>The build writes a sender, which callers get when they ask for the interface, and a receiver, which calls the
/// implementation of a handler. A call is stored in an outbox with the caller's own data and is complete when that is
/// committed; it is handled later, elsewhere, once in effect.</para>
/// <para>Methods return <see cref="Task"/> or <see cref="ValueTask"/>; one with a result is a <see cref="RequestAttribute">request</see>. A method takes one parameter of a class of your own,
/// which is the message as it is, or any other parameters, for which the build writes a record; and a
/// <see cref="CancellationToken"/>. The interface and its messages need a namespace: it is part of their names on the
/// wire.</para>
/// <para>Each handler is called at least once; what it writes through its <c>DurableContext</c> is committed once. An effect
/// elsewhere (a call over HTTP, a mail) may happen again.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class DurableMessageAttribute : Attribute;
