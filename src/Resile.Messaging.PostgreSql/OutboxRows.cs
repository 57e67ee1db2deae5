using Npgsql;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.PostgreSql;

/// <summary>Reads what <see cref="LaneStatements.Read"/> returns.</summary>
internal static class OutboxRows
{
    public static OutboxRecord Read(NpgsqlDataReader reader)
    {
        var destination = reader.GetString(4);
        return new OutboxRecord(new OutboxKey(reader.GetInt16(0), reader.GetInt64(1)), reader.GetInt32(2), new OutboxMessage
        {
            MessageId = reader.GetGuid(3),

            // What cannot be read as an address was not written by this engine; publishing it fails and ends as a dead letter.
            Destination = Destination.TryParse(destination, out var parsed) ? parsed : Destination.Topic(destination),
            MessageType = reader.GetString(5),
            ContentType = reader.GetString(6),
            Body = reader.GetFieldValue<byte[]>(7),
            Headers = reader.GetFieldValue<byte[]>(8),
            Flags = (MessageFlags)reader.GetInt32(9),
            CreatedAt = reader.GetMoment(10),
            OrderingKey = reader.IsDBNull(11) ? null : reader.GetString(11),
            ExpiresAt = reader.IsDBNull(12) ? null : reader.GetMoment(12),
        });
    }
}
