namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string LoadBalancedAttribute = "Resile.LoadBalancedAttribute";
    public const string VerbAttribute = "Resile.VerbAttribute";
    public const string GetAttribute = "Resile.GetAttribute";
    public const string PostAttribute = "Resile.PostAttribute";
    public const string PutAttribute = "Resile.PutAttribute";
    public const string PatchAttribute = "Resile.PatchAttribute";
    public const string DeleteAttribute = "Resile.DeleteAttribute";
    public const string QueryAttribute = "Resile.QueryAttribute";
    public const string HeaderAttribute = "Resile.HeaderAttribute";
    public const string BodyAttribute = "Resile.BodyAttribute";
    public const string HashKeyAttribute = "Resile.HashKeyAttribute";
    public const string HashKeys = "Resile.LoadBalancing.HashKeys";
    public const string SpanFormattable = "System.ISpanFormattable";
    public const string HedgeAttribute = "Resile.HedgeAttribute";
    public const string Parsable = "System.IParsable`1";
    public const string Enumerable = "System.Collections.Generic.IEnumerable`1";
    public const string Collection = "System.Collections.Generic.ICollection`1";
    public const string ListInterface = "System.Collections.Generic.IList`1";
    public const string ReadOnlyCollection = "System.Collections.Generic.IReadOnlyCollection`1";
    public const string ReadOnlyList = "System.Collections.Generic.IReadOnlyList`1";
    public const string List = "System.Collections.Generic.List`1";
    public const string BalancedOperation = "Resile.LoadBalancing.BalancedOperation";
    public const string BalancedContract = "Resile.LoadBalancing.BalancedContract";
    public const string ClientsBuilder = "Resile.LoadBalancing.ClientsBuilder";
    public const string LoadBalancedOptions = "Resile.LoadBalancing.LoadBalancedOptions";
    public const string HttpChannel = "Resile.LoadBalancing.Http.HttpChannel";
    public const string HttpCall = "Resile.LoadBalancing.Http.IHttpCall";
    public const string HttpRequestWriter = "Resile.LoadBalancing.Http.HttpRequestWriter";
    public const string Transport = "Resile.Transport";
    public const string TcpChannel = "Resile.LoadBalancing.Tcp.TcpChannel";
    public const string FrameCall = "Resile.LoadBalancing.Wire.IFrameCall";
    public const string FrameRequestWriter = "Resile.LoadBalancing.Wire.FrameRequestWriter";
    public const string TcpServerOptions = "Resile.LoadBalancing.Tcp.TcpServerOptions";
    public const string ServersBuilder = "Resile.LoadBalancing.ServersBuilder";
    public const string ServiceSkeleton = "Resile.LoadBalancing.Hosting.ServiceSkeleton`1";
    public const string OperationCall = "Resile.LoadBalancing.Hosting.OperationCall";
    public const string SkeletonOptions = "Resile.AspNetCore.LoadBalancing.SkeletonOptions";
    public const string EndpointRouteBuilder = "Microsoft.AspNetCore.Routing.IEndpointRouteBuilder";
    public const string EndpointConventionBuilder = "Microsoft.AspNetCore.Builder.IEndpointConventionBuilder";
    public const string SkeletonEndpointRouteBuilderExtensions = "Microsoft.AspNetCore.Builder.SkeletonEndpointRouteBuilderExtensions";
}
