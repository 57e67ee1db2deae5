namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string AutoRecoverAttribute = "Resile.AutoRecoverAttribute";
    public const string OnAttribute = "Resile.OnAttribute`1";
    public const string ComponentCell = "Resile.Recovery.Calls.ComponentCell`1";
    public const string ComponentCall = "Resile.Recovery.Calls.IComponentCall`1";
    public const string ComponentCallOfResult = "Resile.Recovery.Calls.IComponentCall`2";
    public const string ComponentsBuilder = "Resile.Recovery.ComponentsBuilder";
    public const string AutoRecoverOptions = "Resile.Recovery.AutoRecoverOptions";
    public const string ReplayableCall = "Resile.Recovery.Calls.IReplayableCall";
    public const string AsyncEnumerator = "System.Collections.Generic.IAsyncEnumerator`1";
    public const string Enumerator = "System.Collections.IEnumerator";
    public const string TextReader = "System.IO.TextReader";
    public const string PipeReader = "System.IO.Pipelines.PipeReader";
    public const string ChannelReader = "System.Threading.Channels.ChannelReader`1";
    public const string HttpContent = "System.Net.Http.HttpContent";
}
