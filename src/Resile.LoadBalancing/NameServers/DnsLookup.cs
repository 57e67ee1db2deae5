using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.NameServers;

/// <summary>Asks name servers for the records of one question, and makes endpoints of them.</summary>
internal sealed class DnsLookup
{
    private const int DnsPort = 53;
    private const int MostEndpoints = 10_000;

    // Names that no additional record came with are asked for together, but not all at once.
    private const int MostAtOnce = 16;

    private readonly DnsQuestion _question;
    private readonly LookupClient _client;

    public DnsLookup(DnsQuestion question)
    {
        _question = question;
        var options = question.Server.Length == 0 ? new LookupClientOptions() : new LookupClientOptions(ServerOf(question.Server));
        options.Timeout = question.Timeout;
        options.Retries = 1;
        options.UseCache = false;
        options.ThrowDnsErrors = false;
        _client = new LookupClient(options);
    }

    /// <summary>Asks.</summary>
    /// <exception cref="IOException">No name server answers, or it cannot tell.</exception>
    public async Task<DnsAnswer> AskAsync()
    {
        var records = _question.IsService ? await ServiceAsync().ConfigureAwait(false) : await HostAsync(_question.Name, null).ConfigureAwait(false);
        var endpoints = _question.IsService
            ? EndpointsOf(records)
            : records.Select(record => AddressOf(_question.Name, record.Address, _question.Port, EndpointAddress.DefaultWeight, 0));
        var timeToLive = records.Count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(records.Min(static record => record.TimeToLive));
        return new([.. endpoints.Take(MostEndpoints)], Within(timeToLive));
    }

    /// <summary>Reads the address of a name server: an IP address, with or without a port.</summary>
    public static bool TryReadServer(string text, out IPEndPoint? server)
    {
        var isRead = IPEndPoint.TryParse(text, out server);
        if (isRead && server!.Port == 0)
        {
            server = new IPEndPoint(server.Address, DnsPort);
        }

        return isRead;
    }

    private static IPEndPoint ServerOf(string text) => TryReadServer(text, out var server) ? server! : throw new FormatException(text);

    private TimeSpan Within(TimeSpan timeToLive) => timeToLive < _question.MinRefresh ? _question.MinRefresh
        : timeToLive > _question.MaxRefresh ? _question.MaxRefresh : timeToLive;

    // AAAA only where there is no A, so that a machine with both is one endpoint and not two.
    private async Task<IReadOnlyList<Found>> HostAsync(string name, SrvRecord? service)
    {
        foreach (var type in (QueryType[])[QueryType.A, QueryType.AAAA])
        {
            var response = await QueryAsync(name, type).ConfigureAwait(false);
            var found = response.Answers.AddressRecords().Select(record => new Found(record.Address, TimeToLive(record, service), service)).ToArray();
            if (found.Length > 0)
            {
                return found;
            }
        }

        return [];
    }

    private async Task<IReadOnlyList<Found>> ServiceAsync()
    {
        var response = await QueryAsync(_question.Name, QueryType.SRV).ConfigureAwait(false);
        var additional = response.Additionals.AddressRecords().ToLookup(static record => record.DomainName);
        var found = new List<Found>();
        var unknown = new List<SrvRecord>();

        // A target that is the root says that there is no such service.
        foreach (var service in response.Answers.SrvRecords().Where(static service => service.Target.Value != ".").Take(MostEndpoints))
        {
            var addresses = additional[service.Target].ToArray();
            var family = Array.Exists(addresses, static record => record is ARecord) ? ResourceRecordType.A : ResourceRecordType.AAAA;
            found.AddRange(addresses.Where(record => record.RecordType == family)
                .Select(record => new Found(record.Address, TimeToLive(record, service), service)));
            if (addresses.Length == 0)
            {
                unknown.Add(service);
            }
        }

        foreach (var some in unknown.Chunk(MostAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(service => HostAsync(service.Target.Value, service))).ConfigureAwait(false);
            found.AddRange(answers.SelectMany(static answer => answer));
        }

        return found;
    }

    // Priorities become ranks; weights are made to fit, and one of zero, which RFC 2782 allows for the least, is one.
    private IEnumerable<EndpointAddress> EndpointsOf(IReadOnlyList<Found> records)
    {
        var ranks = records.Select(static record => record.Service!.Priority).Distinct().Order().ToArray();
        var heaviest = records.Count == 0 ? 1 : Math.Max(EndpointAddress.MaxWeight, records.Max(static record => (int)record.Service!.Weight));
        return records.Select(record => AddressOf(
            record.Service!.Target.Value.TrimEnd('.'), record.Address, record.Service.Port,
            Math.Max(1, (int)((long)record.Service.Weight * EndpointAddress.MaxWeight / heaviest)),
            Math.Min(Array.IndexOf(ranks, record.Service.Priority), EndpointAddress.MaxPriority)));
    }

    private EndpointAddress AddressOf(string host, IPAddress address, int port, int weight, int priority) =>
        new(new UriBuilder(_question.Scheme, host, port).Uri, weight, new IPEndPoint(address, port)) { Priority = priority };

    private static int TimeToLive(DnsResourceRecord record, SrvRecord? service) => Math.Min(record.InitialTimeToLive, service?.InitialTimeToLive ?? int.MaxValue);

    private async Task<IDnsQueryResponse> QueryAsync(string name, QueryType type)
    {
        try
        {
            var response = await _client.QueryAsync(name, type).ConfigureAwait(false);
            return !response.HasError || response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain
                ? response
                : throw new IOException($"The name server answers the question for {type} of '{name}' with '{response.ErrorMessage}'.");
        }
        catch (DnsResponseException exception)
        {
            throw new IOException($"No name server answers the question for {type} of '{name}': {exception.Message}", exception);
        }
    }

    private sealed record Found(IPAddress Address, int TimeToLive, SrvRecord? Service);
}
