using System.Data;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>Models as JSON columns of Dapper.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DapperTests
{
    [OneTimeSetUp]
    public void Register()
    {
        SqlMapper.AddTypeHandler(new JsonHandler<MessageWithParts>());
        SqlMapper.AddTypeHandler(new JsonHandler<Part>());
        SqlMapper.AddTypeHandler(new JsonHandler<ModelStatus>());
    }

    [OneTimeTearDown]
    public void Reset() => SqlMapper.ResetTypeHandlers();

    [Test]
    public async Task Rows_arrive(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("CREATE TABLE Rows (Id INTEGER, Message TEXT, Part TEXT, Status TEXT)");
        var rows = Recorded.All.Select((message, i) => new Row { Id = i, Message = message, Part = message.Parts.FirstOrDefault(Recorded.Part), Status = ModelStatus.Beta }).ToList();
        await connection.ExecuteAsync("INSERT INTO Rows VALUES (@Id, @Message, @Part, @Status)", rows);
        var read = (await connection.QueryAsync<Row>("SELECT * FROM Rows ORDER BY Id")).AsList();
        Recorded.AssertArrived(read.Select(row => row.Message!), Recorded.All);
        Recorded.AssertArrived(read.Select(row => row.Part!), rows.Select(row => row.Part!));
        Assert.That(read.Select(row => row.Status), Is.All.EqualTo(ModelStatus.Beta));
        var count = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM Rows WHERE Message = @Message", new { Message = Recorded.Hard });
        Assert.That(count, Is.EqualTo(1));
    }

    public sealed class Row
    {
        public long Id { get; set; }

        public MessageWithParts? Message { get; set; }

        public Part? Part { get; set; }

        public ModelStatus Status { get; set; }
    }

    private sealed class JsonHandler<T> : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = JsonSerializer.Serialize(value);

        public override T? Parse(object value) => JsonSerializer.Deserialize<T>((string)value);
    }
}
