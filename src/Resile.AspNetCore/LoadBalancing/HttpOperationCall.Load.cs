using System.Globalization;
using Resile.LoadBalancing;

namespace Resile.AspNetCore.LoadBalancing;

internal sealed partial class HttpOperationCall
{
    private long _startedAt;

    /// <summary>Has the answer say, when it begins, how much its server has to do.</summary>
    public void AnnounceLoad()
    {
        if (host.Options.SendLoad)
        {
            _startedAt = host.TimeProvider.GetTimestamp();
            context.Response.OnStarting(static state => ((HttpOperationCall)state).WriteLoadAsync(), this);
        }
    }

    private Task WriteLoadAsync()
    {
        var worked = host.TimeProvider.GetElapsedTime(_startedAt);
        context.Response.Headers[WireHeaders.Load] = string.Create(CultureInfo.InvariantCulture,
            $"{Math.Max(0, host.InFlight - 1)};{Math.Max(0, (long)worked.TotalMicroseconds)}");
        return Task.CompletedTask;
    }
}
