using Resile.Generated.Tests.Contracts.Shapes;

namespace Resile.Generated.Tests.Shapes;

/// <summary>Tells which of its methods was called, and with what.</summary>
internal sealed class Names : INames
{
    public Task<string> Contract(string ToString, CancellationToken cancellationToken = default) => Task.FromResult(ToString);

    Task<string> INames.ToString() => Task.FromResult("names");

    public Task<int> NamesBalanced(int _channel, int _cell, int Write, int InvokeAsync) => Task.FromResult(_channel + _cell + Write + InvokeAsync);

    public Task<string> Go(int id) => Task.FromResult($"int {id}");

    public Task<string> Go(string id) => Task.FromResult($"text {id}");

    public Task<string> Go2Call(int await) => Task.FromResult($"call {await}");

    public Task<string> GoOperation(string? @event = null, string? text = null) => Task.FromResult($"operation {@event} {text}");

    [Obsolete("As in the contract.")]
    public Task<string> Old(int id) => Task.FromResult("old");

    Task<string> IOtherNames.SameAsync(List<(int Left, int Right)> pairs) => Task.FromResult($"other {pairs.Count}");

    Task<string> IMoreNames.SameAsync(List<(int First, int Second)> pairs) => Task.FromResult($"more {pairs.Count}");
}
