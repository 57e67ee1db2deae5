namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string DurableContext = "Resile.Messaging.DurableContext";
    public const string DurableTransaction = "Resile.Messaging.DurableTransaction";
    public const string EnlistedOutbox = "Resile.Messaging.EnlistedOutbox";
    public const string Outbox = "Resile.Messaging.IOutbox";
    public const string DurableMessagesDbContextExtensions = "Microsoft.EntityFrameworkCore.DurableMessagesDbContextExtensions";
    public const string DbContext = "Microsoft.EntityFrameworkCore.DbContext";
    public const string DbContextTransaction = "Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction";
    public const string DbTransactionInterface = "System.Data.IDbTransaction";
    public const string DbCommandInterface = "System.Data.IDbCommand";
    public const string HttpClient = "System.Net.Http.HttpClient";
    public const string JsonSerializerContext = "System.Text.Json.Serialization.JsonSerializerContext";
    public const string JsonTypeInfoOfT = "System.Text.Json.Serialization.Metadata.JsonTypeInfo`1";
}
