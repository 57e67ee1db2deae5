using System.Data.Common;
using System.Globalization;

namespace Northwind.Storage;

/// <summary>Sets parameters alike on SQLite and PostgreSQL.</summary>
internal static class DbCommandExtensions
{
    /// <summary>Makes a command in a transaction.</summary>
    public static DbCommand Command(this DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }

    /// <summary>Sets a parameter.</summary>
    public static DbCommand With(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Sets an amount of money, as text: SQLite has no exact numbers.</summary>
    public static DbCommand WithMoney(this DbCommand command, string name, decimal amount) =>
        command.With(name, amount.ToString(CultureInfo.InvariantCulture));
}
