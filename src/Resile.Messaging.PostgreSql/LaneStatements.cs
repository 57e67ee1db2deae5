namespace Resile.Messaging.PostgreSql;

/// <summary>The statements by which the nodes of a service share the lanes of its outbox.</summary>
internal sealed class LaneStatements(string schema)
{
    // A waiting node has no lanes and therefore no session to lose; it counts for the share by its lease alone.
    private const string Live = """
        live AS (
          SELECT n.id FROM $schema.node n
          WHERE n.lease_until > clock_timestamp() AND (n.session = 0 OR EXISTS (
            SELECT FROM pg_locks k
            WHERE k.locktype = 'advisory' AND k.objsubid = 1 AND k.granted
              AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND ((k.classid::bigint << 32) | k.objid::bigint) = n.session)))
        """;

    /// <summary>Lets one node at a time decide who has which lane. Ends with the transaction, and the transaction with its limit: a
    /// node that is stopped in the middle must not stop the others. Parameter: the limit.</summary>
    public string Serialize { get; } =
        $"SELECT {Sql.LimitIdleness("$1")}, pg_advisory_xact_lock(hashtext('resile.messaging.lanes'), hashtext('{schema}'))";

    /// <summary>Takes the lock that shows the session to be alive. Parameter: the session's number.</summary>
    public string LockSession { get; } = "SELECT pg_advisory_lock($1)";

    /// <summary>Gives that lock back. Parameter: the session's number.</summary>
    public string UnlockSession { get; } = "SELECT pg_advisory_unlock($1)";

    /// <summary>Adds the node. Parameters: node, session, duration of the lease.</summary>
    public string Join { get; } = Sql.In(schema, """
        WITH forgotten AS (DELETE FROM $schema.node WHERE lease_until < clock_timestamp() - interval '1 hour' AND id <> $1)
        INSERT INTO $schema.node (id, session, lease_until) VALUES ($1, $2, clock_timestamp() + $3)
        ON CONFLICT (id) DO UPDATE SET session = excluded.session, lease_until = excluded.lease_until
        """);

    /// <summary>Extends the lease unless it has run out. Parameters: node, session, duration.</summary>
    public string Renew { get; } = Sql.In(schema, """
        UPDATE $schema.node SET lease_until = clock_timestamp() + $3
        WHERE id = $1 AND session = $2 AND lease_until > clock_timestamp()
        """);

    /// <summary>Marks the node as one that waits for lanes. Parameters: node, session.</summary>
    public string Wait { get; } = Sql.In(schema, "UPDATE $schema.node SET session = 0 WHERE id = $1 AND session = $2");

    /// <summary>Removes the node and frees its lanes. Parameters: node, session.</summary>
    public string Leave { get; } = Sql.In(schema, """
        WITH gone AS (DELETE FROM $schema.node WHERE id = $1 AND session = $2 RETURNING id)
        UPDATE $schema.lane l SET owner = NULL FROM gone WHERE l.owner = gone.id
        """);

    /// <summary>Counts the nodes that share the lanes.</summary>
    public string CountNodes { get; } = Sql.In(schema, $"WITH {Live} SELECT count(*) FROM live");

    /// <summary>Gives lanes up. Parameters: node, lanes.</summary>
    public string Release { get; } = Sql.In(schema,
        "UPDATE $schema.lane SET owner = NULL WHERE owner = $1 AND lane = ANY ($2)");

    /// <summary>Takes lanes that no live node owns, each in a new epoch. Parameters: node, lanes that it has, how many more it may have.</summary>
    public string Claim { get; } = Sql.In(schema, $"""
        WITH {Live}, free AS (
          SELECT lane FROM $schema.lane
          WHERE lane <> ALL ($2) AND (owner IS NULL OR owner = $1 OR owner NOT IN (SELECT id FROM live))
          ORDER BY lane LIMIT $3)
        UPDATE $schema.lane l SET owner = $1, epoch = epoch + 1 FROM free WHERE l.lane = free.lane RETURNING l.lane, l.epoch
        """);

    /// <summary>Reads rows of lanes that are the node's still, and have been since it took them. Parameters: lanes, their epochs, the last sequence read of each, node, rows a lane, rows in all, ordering keys to leave out.</summary>
    /// <remarks>Within a key, sequences follow commits, so that a row whose predecessor is not stored, or is read with it, has no older one to come.</remarks>
    public string Read { get; } = Sql.In(schema, """
        SELECT o.lane, o.sequence, o.attempts, o.message_id, o.destination, o.message_type, o.content_type, o.body, o.headers,
          o.flags, o.created_at, o.ordering_key, o.expires_at
        FROM unnest($1, $2, $3) AS f (lane, epoch, floor)
        JOIN $schema.lane l ON l.lane = f.lane AND l.epoch = f.epoch AND l.owner = $4
        CROSS JOIN LATERAL (
          SELECT * FROM $schema.outbox r
          WHERE r.lane = f.lane AND r.sequence > f.floor AND (r.ordering_key IS NULL OR (
            r.ordering_key <> ALL ($7)
            AND NOT EXISTS (
              SELECT FROM $schema.outbox e WHERE e.ordering_key = r.ordering_key AND e.lane = r.lane AND e.sequence <= f.floor)
            AND NOT EXISTS (
              SELECT FROM $schema.dead_letter d WHERE d.ordering_key = r.ordering_key AND d.consumer = '' AND d.side = 0 AND $blocks)))
          ORDER BY r.sequence LIMIT $5) o
        ORDER BY o.sequence LIMIT $6
        """.Replace("$blocks", PostgreSqlDeadLetters.Blocks, StringComparison.Ordinal));
}
