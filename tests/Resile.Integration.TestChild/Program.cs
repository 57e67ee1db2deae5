// The processes that tests start and kill.
using System.Globalization;
using Resile.Integration.TestChild;

switch (args[0])
{
    case "handle":
        await OrderedNode.HandleAsync(args[1], args[2], args[3]);
        return;
    case "send":
        await OrderedNode.SendAsync(args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        return;
    default:
        await OperationsNode.RunAsync(args);
        return;
}
