namespace Resile.LoadBalancing.Tests.Catalogs;

public enum Season
{
    Spring,
    Summer,
}
