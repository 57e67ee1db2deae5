namespace Resile;

/// <summary>Says that a method of a <see cref="DurableMessageAttribute"/> interface asks for something to be done, by the one handler that owns it.</summary>
/// <remarks>It stays stored until that handler subscribes. A method that tells whoever wants to know is an <see cref="EventAttribute">event</see>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CommandAttribute : DurableMethodAttribute;
