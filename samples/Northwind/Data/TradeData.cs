using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Northwind.Contracts;

namespace Northwind.Data;

/// <summary>The trading data that the sample carries: a real-looking year of orders.</summary>
internal sealed class TradeData
{
    private TradeData(IReadOnlyList<Product> products, IReadOnlyList<PlacedOrder> orders)
    {
        Products = products;
        Orders = orders;
    }

    /// <summary>Gets the products.</summary>
    public IReadOnlyList<Product> Products { get; }

    /// <summary>Gets the orders, in the order in which they were placed.</summary>
    public IReadOnlyList<PlacedOrder> Orders { get; }

    /// <summary>Reads the files beside the program.</summary>
    /// <exception cref="InvalidDataException">A file is missing or holds what it should not; says which, and where.</exception>
    public static TradeData Read()
    {
        var products = ReadRows("products.csv", static row => new Product(row.GetField<int>("product_id"), row.GetField<string>("product_name")!,
            row.GetField<decimal>("unit_price")));
        var lines = ReadRows("order_details.csv", static row => (OrderId: row.GetField<int>("order_id"),
                Line: new OrderLine(row.GetField<int>("product_id"), row.GetField<decimal>("unit_price"), row.GetField<int>("quantity"),
                    row.GetField<decimal>("discount"))))
            .ToLookup(static row => row.OrderId, static row => row.Line);
        var orders = ReadRows("orders.csv", row => new PlacedOrder(row.GetField<int>("order_id"), new Order(row.GetField<string>("customer_id")!,
            row.GetField<DateOnly>("order_date"), row.GetField<int>("shipper_id"), [.. lines[row.GetField<int>("order_id")]])));
        return new TradeData(products, orders);
    }

    private static List<T> ReadRows<T>(string file, Func<IReaderRow, T> read)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Data", file);
        try
        {
            using var reader = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture));
            var rows = new List<T>();
            reader.Read();
            reader.ReadHeader();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception exception) when (exception is CsvHelperException or IOException)
        {
            throw new InvalidDataException($"'{path}' cannot be read: {exception.Message.Split('\n')[0]} Restore the file from the repository.", exception);
        }
    }
}
