namespace Resile.Generated.Tests.Contracts.Messaging;

#pragma warning disable RSL0001, RSL0002, RSL3002, RSL3005 // The build refuses these members by name; their calls must still compile, and say why.

/// <summary>Members that cannot be messages, beside one that can.</summary>
[DurableMessage]
internal interface IRefusedEvents
{
    /// <summary>Gets a number: a property is no message.</summary>
    int Count { get; }

    /// <summary>Can be sent.</summary>
    Task NotedAsync(string text, CancellationToken cancellationToken = default);

    /// <summary>Has a result.</summary>
    Task<int> AskAsync(string question);

    /// <summary>Does not wait.</summary>
    void Shout(string text);

    /// <summary>Has the message of another.</summary>
    Task Noted(string text);
}
