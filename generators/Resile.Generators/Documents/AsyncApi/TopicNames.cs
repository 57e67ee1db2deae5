namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Names the channels and messages of a document: by the type alone, where that tells them apart.</summary>
internal sealed class TopicNames
{
    private readonly Dictionary<string, string> _names;

    /// <summary>Names those of messages and of their answers.</summary>
    public TopicNames(IEnumerable<MessageDescription> messages) => _names = messages
        .SelectMany(static message => new[] { message.Operation.WireName, message.Operation.Reply?.WireName }).OfType<string>().Distinct()
        .GroupBy(Short, StringComparer.OrdinalIgnoreCase)
        .SelectMany(static group => group.Select(name => new KeyValuePair<string, string>(name, group.Count() == 1 ? group.Key : name.Replace(':', '.').Replace('+', '-'))))
        .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Gets the name of the channel and the message of a name on the wire.</summary>
    public string Of(string wireName) => _names[wireName];

    /// <summary>Gets the name of the channel of the queue of a handler.</summary>
    public static string QueueOf(MessageDescription message, string handler) => $"{message.Model.Name}.{handler}";

    private static string Short(string wireName) => wireName.Substring(wireName.IndexOf(':') + 1).Replace('+', '-');
}
