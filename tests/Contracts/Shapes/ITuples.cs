using System.Numerics;

namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Tuples, arrays, nullable annotations in every position, and generic payloads.</summary>
[AutoRecover]
public interface ITuples
{
    /// <summary>Pairs.</summary>
    Task<(int Left, string? Right)[]?> PairAsync((int, string?) pair, Dictionary<string, List<int?>?>? map, CancellationToken cancellationToken = default);

    /// <summary>Adds.</summary>
    ValueTask<BigInteger> AddAsync(params int[] numbers);

    /// <summary>Whatever.</summary>
    Task<dynamic?> WhateverAsync(object? value = null, DayOfWeek day = DayOfWeek.Monday, decimal price = 1.5m);
}
