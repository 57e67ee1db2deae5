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
    public const string TaskFactory = "System.Threading.Tasks.TaskFactory";
    public const string ThreadPool = "System.Threading.ThreadPool";
    public const string Exception = "System.Exception";
    public const string ResileException = "Resile.ResileException";
    public const string RemoteCallException = "Resile.LoadBalancing.RemoteCallException";
    public const string EndpointUnreachableException = "Resile.LoadBalancing.EndpointUnreachableException";
    public const string ErrorStatusException = "Resile.LoadBalancing.ErrorStatusException";
    public const string DeadlineExceededException = "Resile.LoadBalancing.DeadlineExceededException";
    public const string RetryOptions = "Resile.LoadBalancing.RetryOptions";
    public const string LoggerExtensions = "Microsoft.Extensions.Logging.LoggerExtensions";
    public const string LoggerMessageAttribute = "Microsoft.Extensions.Logging.LoggerMessageAttribute";
    public const string Activity = "System.Diagnostics.Activity";
    public const string MassTransitMessagingExtensions = "Microsoft.Extensions.DependencyInjection.MassTransitMessagingExtensions";
    public const string JsonSerializerContext = "System.Text.Json.Serialization.JsonSerializerContext";
    public const string JsonTypeInfoOfT = "System.Text.Json.Serialization.Metadata.JsonTypeInfo`1";
}
