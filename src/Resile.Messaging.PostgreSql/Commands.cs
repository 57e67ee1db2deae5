using System.Data.Common;
using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Makes commands inside the transactions that the engine and the application hand over.</summary>
internal static class Commands
{
    public static NpgsqlCommand Create(DbTransaction transaction, string sql)
    {
        var npgsql = (NpgsqlTransaction)transaction;
        return new NpgsqlCommand(sql, npgsql.Connection, npgsql);
    }
}
