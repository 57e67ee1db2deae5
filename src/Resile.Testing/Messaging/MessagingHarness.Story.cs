using Resile.Messaging.Envelopes;

namespace Resile.Testing.Messaging;

/// <content>What assertions say.</content>
public sealed partial class MessagingHarness
{
    private readonly DateTimeOffset _began;

    /// <summary>Gets all that has become of the messages as text; assertions end with it. Messages are shown as they are stored: what is secret stays encrypted.</summary>
    public string Story
    {
        get
        {
            var (sent, journal) = (AllSent(), Journal);
            (MessagingStep? Step, DateTimeOffset At)[] crashes;
            lock (_crashes)
            {
                crashes = [.. _crashes];
            }

            return new HarnessStory(_began)
                .Part("Sent").Lines(sent, static message => message.SentAt, static message => $"{Describe(message)}{Later(message)}")
                .Part("Handled").Lines(AllHandled(), static handled => handled.At, static handled => $"{handled.Handler.Name}: {Describe(handled.Envelope)}")
                .Part("Failed").Lines([.. Calls.Where(static call => call.Error is not null)], static call => call.CalledAt, call =>
                    $"{call.Handler.Name}: {Name(sent, call.MessageId)}, delivery {call.Delivery}, call {call.Attempt}: {Describe(call.Error!)}")
                .Part("Waiting for another attempt").Lines(journal.ReadRedeliveries(), static waiting => waiting.DueAt, waiting =>
                    $"{_log.HandlerOf(waiting.Consumer)?.Name ?? waiting.Consumer}: {MessageReader.NameOf(waiting.Urn)}, failed {waiting.Attempts} times: {HarnessStory.OnOneLine(waiting.Error)}")
                .Part("Scheduled").Lines(journal.ReadScheduled(), static message => message.DueAt!.Value, static message => Describe(message))
                .Part("Dead letters").Lines(journal.ReadDeadLetters(), static letter => letter.DiedAt, letter =>
                    $"{MessageReader.NameOf(letter.Urn)} ({letter.Reason}){(_log.HandlerOf(letter.Consumer) is { } handler ? $" of {handler.Name}" : "")}: {HarnessStory.OnOneLine(letter.Error)}")
                .Part("Crashes").Lines(crashes, static crash => crash.At, static crash => crash.Step?.ToString() ?? nameof(CrashAsync))
                .ToString();
        }
    }

    private static string Describe(JournalMessage message) => $"{MessageReader.NameOf(message.Urn)} {MessageReader.Describe(Open(message))}";

    private static string Describe(ReceivedMessage? envelope) =>
        $"{MessageReader.NameOf(envelope?.MessageTypes[0] ?? "")} {MessageReader.Describe(envelope)}";

    private static string Describe(Exception error) => HarnessStory.OnOneLine($"{error.GetType().Name}: {error.Message}");

    private static string Later(JournalMessage message) => message.DueAt is { } due ? $", due after {due - message.SentAt}" : "";

    private static string Name(IEnumerable<JournalMessage> sent, Guid messageId) =>
        MessageReader.NameOf(sent.FirstOrDefault(message => message.MessageId == messageId)?.Urn ?? "");

    private static string Times(int count) => count switch
    {
        0 => "not at all",
        1 => "once",
        _ => $"{count} times",
    };

    private void AssertCount<T>(IReadOnlyList<T> found, Type type, string what, int times, Func<T, bool>? where, string? condition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        var count = where is null ? found.Count : found.Count(where);
        if (count != times)
        {
            throw Failure($"Expected {type.Name} to be {what} {Times(times)}{(where is null ? "" : $" where {condition}")}; it is {Times(count)}{(count == found.Count ? "" : $", and {found.Count - count} otherwise")}.");
        }
    }

    private void AssertCalls(IEnumerable<ReceivedMessage?> envelopes, ExpectedCall expected, string what, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        var reader = Reader;
        var count = envelopes.Count(envelope => expected.IsIn(envelope, reader));
        if (count != times)
        {
            throw Failure($"Expected {expected.Describe(reader)} to be {what} {Times(times)}; it is {Times(count)}.");
        }
    }

    private string DescribeRest()
    {
        var (due, activity) = (Journal.ReadDue(Time.GetUtcNow()), _node.Activity);
        return $"{due.Outbox} messages wait in the outbox, {due.Deferred} set aside are due, {due.Redeliveries} failed ones are due, "
            + $"{activity.Publications} are on their way and {activity.Calls} handlers run.";
    }

    private MessagingAssertionException Failure(string message) => new($"{message}{Environment.NewLine}{Story}");
}
