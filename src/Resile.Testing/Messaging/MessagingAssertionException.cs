namespace Resile.Testing.Messaging;

/// <summary>What a test expected of its messages has not happened. The message ends with all that has.</summary>
/// <param name="message">What was expected, and what happened.</param>
public sealed class MessagingAssertionException(string message) : Exception(message);
