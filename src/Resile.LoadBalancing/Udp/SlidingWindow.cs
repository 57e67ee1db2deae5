namespace Resile.LoadBalancing.Udp;

/// <summary>Remembers which of the latest numbers it has seen, in a fixed memory (after RFC 6479). Not safe for threads.</summary>
/// <param name="size">How far behind the highest number one is still told apart: a multiple of 64. The last 64 may be forgotten.</param>
internal sealed class SlidingWindow(int size)
{
    private const int Bits = 64;

    private readonly ulong[] _blocks = new ulong[size / Bits];
    private ulong _highest;
    private bool _hasBegun;

    /// <summary>Tells whether a number is new: neither seen, nor so far behind that this is forgotten.</summary>
    public bool IsNew(ulong number) => !_hasBegun || number > _highest
        || (_highest / Bits - number / Bits < (ulong)_blocks.Length && (BlockOf(number) & MaskOf(number)) == 0);

    /// <summary>Marks a number as seen.</summary>
    /// <returns>False where it is not new.</returns>
    public bool TryMark(ulong number)
    {
        if (!IsNew(number))
        {
            return false;
        }

        if (!_hasBegun)
        {
            (_hasBegun, _highest) = (true, number);
        }
        else if (number > _highest)
        {
            var steps = Math.Min(number / Bits - _highest / Bits, (ulong)_blocks.Length);
            for (var step = 0ul; step < steps; step++)
            {
                BlockOf(number - step * Bits) = 0;
            }

            _highest = number;
        }

        BlockOf(number) |= MaskOf(number);
        return true;
    }

    private ref ulong BlockOf(ulong number) => ref _blocks[number / Bits % (ulong)_blocks.Length];

    private static ulong MaskOf(ulong number) => 1ul << (int)(number % Bits);
}
