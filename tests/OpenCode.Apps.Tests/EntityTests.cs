using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>Models as JSON columns of Entity Framework Core.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EntityTests
{
    [Test]
    public async Task Messages_arrive_in_another_context(CancellationToken cancellationToken)
    {
        await using var connection = await SaveAsync(cancellationToken);
        await using var store = new Store(connection);
        var rows = await store.Messages.OrderBy(row => row.Id).ToListAsync(cancellationToken);
        Recorded.AssertArrived(rows.Select(row => row.Message), Recorded.All);
        Recorded.AssertArrived(rows.SelectMany(row => row.Parts), Recorded.All.SelectMany(message => message.Parts));
    }

    [Test]
    public async Task Rows_are_found_by_an_open_enumeration_and_inside_the_JSON(CancellationToken cancellationToken)
    {
        await using var connection = await SaveAsync(cancellationToken);
        await using var store = new Store(connection);
        Assert.That(await store.Messages.CountAsync(row => row.Status == ModelStatus.Beta, cancellationToken), Is.EqualTo(1));
        var status = new ModelStatus("newer");
        Assert.That(await store.Messages.CountAsync(row => row.Status == status, cancellationToken), Is.EqualTo(Recorded.Messages.Count));
        var sessionId = Recorded.Messages[0].Info.SessionId;
        var found = await store.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM Messages WHERE json_extract(Message, '$.info.sessionID') = {sessionId}").SingleAsync(cancellationToken);
        Assert.That(found, Is.EqualTo(Recorded.All.Count(message => message.Info.SessionId == sessionId)));
    }

    [Test]
    public async Task A_change_of_a_model_is_noticed(CancellationToken cancellationToken)
    {
        await using var connection = await SaveAsync(cancellationToken);
        await using (var store = new Store(connection))
        {
            var row = await store.Messages.OrderBy(r => r.Id).LastAsync(cancellationToken);
            row.Message = OpenCodeJson.Read(OpenCodeJson.Write(row.Message), MessageWithParts.ReadFrom);
            Assert.That(store.ChangeTracker.HasChanges(), Is.False);
            row.Message = row.Message with { Parts = [Recorded.Part] };
            Assert.That(await store.SaveChangesAsync(cancellationToken), Is.EqualTo(1));
        }

        await using var other = new Store(connection);
        Recorded.AssertArrived((await other.Messages.OrderBy(r => r.Id).LastAsync(cancellationToken)).Message.Parts, [Recorded.Part]);
    }

    /// <summary>A database in memory, which lives as long as the connection.</summary>
    private static async Task<SqliteConnection> SaveAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        await using var store = new Store(connection);
        await store.Database.EnsureCreatedAsync(cancellationToken);
        store.Messages.AddRange(Recorded.All.Select((message, i) => new Row
        {
            Id = i + 1,
            Message = message,
            Parts = [.. message.Parts],
            Status = message == Recorded.Hard ? ModelStatus.Beta : "newer",
        }));
        await store.SaveChangesAsync(cancellationToken);
        return connection;
    }

    public sealed class Row
    {
        public int Id { get; set; }

        public required MessageWithParts Message { get; set; }

        public required List<Part> Parts { get; set; }

        public ModelStatus Status { get; set; }
    }

    private sealed class Store(SqliteConnection connection) : DbContext
    {
        public DbSet<Row> Messages => Set<Row>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Row>(row =>
        {
            row.Property(r => r.Message).HasConversion(
                message => JsonSerializer.Serialize(message, (JsonSerializerOptions?)null),
                json => JsonSerializer.Deserialize<MessageWithParts>(json, (JsonSerializerOptions?)null)!);
            row.Property(r => r.Parts).HasConversion(
                parts => JsonSerializer.Serialize(parts, (JsonSerializerOptions?)null),
                json => JsonSerializer.Deserialize<List<Part>>(json, (JsonSerializerOptions?)null)!,
                new Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer<List<Part>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList()));
            row.Property(r => r.Status).HasConversion(status => status.Value, value => new ModelStatus(value));
        });
    }
}
