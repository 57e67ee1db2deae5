using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Resile.LoadBalancing.Wire;

/// <summary>What a call that has arrived in a frame knows of the server that carries it out.</summary>
internal interface IFrameServer
{
    /// <summary>Gets what is served.</summary>
    ServedContract Contract { get; }

    /// <summary>Gets the root services.</summary>
    IServiceProvider Services { get; }

    /// <summary>Gets how payloads are read and written.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>Gets the clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>Gets the log.</summary>
    ILogger Logger { get; }

    /// <summary>Gets how many calls are being worked on.</summary>
    int InFlight { get; }
}
