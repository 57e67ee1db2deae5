namespace Resile.Integration.Tests.EndToEnd;

public sealed record AllKinds(
    int Whole,
    long Large,
    double Ratio,
    decimal Amount,
    bool IsTrue,
    string Text,
    char Letter,
    Guid Id,
    DateTimeOffset At,
    DateTime Utc,
    DateOnly Day,
    TimeOnly Hour,
    TimeSpan Length,
    DayOfWeek Weekday,
    Uri Address,
    byte[] Bytes,
    int? Missing,
    DayOfWeek? Known,
    IReadOnlyList<decimal> Amounts,
    Dictionary<string, int> Counts);
