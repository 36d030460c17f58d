using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>The text of an exception, as a logger writes it, with all its inner exceptions.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ExceptionTextTests
{
    private const string Secret = "hunter2-\"é";

    /// <summary>Texts that a proxy or a handler can put into the message of an exception.</summary>
    private static readonly string[] s_hostile =
    [
        $"rejects {Secret}", "rejects hunter2-\\\"\\u00e9", $"\u001b[2J\u001b]0;{Secret}\u0007", $"first\n2026-01-01 [CRIT] {Secret}\r\n   at Forged()", "\u202e\u2028\u0085\0",
        new string('x', 100_000) + Secret, $"{Secret}\n", "\n", "",
    ];

    /// <summary>Exceptions that contain a message at any depth.</summary>
    private static readonly Func<string, Exception>[] s_causes =
    [
        message => new HttpRequestException(message),
        message => Thrown(new HttpRequestException(message)),
        message => Thrown(new HttpRequestException("An error occurred.", new IOException(message, new SocketException((int)SocketError.ConnectionReset)))),
        message => Thrown(new HttpRequestException(message, Thrown(new IOException($"Outer: {message}", Thrown(new InvalidOperationException(message)))))),
        message => new AggregateException("Several", new IOException(message), Thrown(new InvalidOperationException("plain", new IOException(message)))),
        message => new InvalidOperationException("of the application", new OpenCodeConnectionException("No network.", new IOException(message))),
        message => new Talkative(message),
    ];

    [Test]
    public void The_layout_is_that_of_an_exception([Values("refused", "é 漢字")] string message)
    {
        foreach (var cause in s_causes.Take(s_causes.Length - 1).Select(create => create(message)).Append(null))
        {
            foreach (var throws in new[] { false, true })
            {
                var ours = throws ? Thrown(new OpenCodeConnectionException("No network.", cause)) : new OpenCodeConnectionException("No network.", cause);
                var usual = throws ? Thrown(new InvalidOperationException("No network.", cause)) : new InvalidOperationException("No network.", cause);
                Assert.That(ours.ToString(), Is.EqualTo(usual.ToString().Replace("InvalidOperationException: No network.", "OpenCodeConnectionException: No network.", StringComparison.Ordinal).Replace("System.OpenCode", "OpenCode.OpenCode", StringComparison.Ordinal)));
            }
        }
    }

    [Test]
    public async Task No_cause_shows_a_secret_or_controls_a_terminal([Range(0, 8)] int hostile, [Range(0, 6)] int cause)
    {
        var message = s_hostile[hostile];
        foreach (var isResponse in new[] { false, true })
        {
            using var client = TestClient.Create(
                request => isResponse
                    ? new HttpResponseMessage { Content = new StreamContent(new ThrowingStream(s_causes[cause](message))) { Headers = { ContentType = new(request.RequestUri!.AbsolutePath == "/event" ? "text/event-stream" : "application/json") } } }
                    : throw s_causes[cause](message),
                TestClient.Options with { Password = Secret });
            AssertSafe(await Failure.OfAsync<OpenCodeConnectionException>(() => client.Path.GetAsync()));
            await using var events = client.With(new() { ThrowOnError = true }).Event.SubscribeAsync().GetAsyncEnumerator();
            AssertSafe(await Failure.OfAsync<OpenCodeException>(async () => await events.MoveNextAsync()));
            if (!isResponse)
            {
                AssertSafe(await Failure.OfAsync<OpenCodeConnectionException>(() => client.Pty.ConnectAsync("pty_1")));
            }
        }
    }

    [Test]
    public void A_message_adds_no_line([Range(0, 8)] int hostile, [Range(0, 5)] int cause)
    {
        var message = s_hostile[hostile];
        static int Lines(Exception inner) => new OpenCodeConnectionException("No network.", inner).ToString().Split('\n').Length;
        Assert.That(Lines(s_causes[cause](message)), Is.LessThanOrEqualTo(Lines(s_causes[cause]("plain"))));
    }

    private static void AssertSafe(Exception exception)
    {
        var text = exception.ToString();
        Assert.That(text, Does.StartWith($"{exception.GetType()}: {exception.Message}{Environment.NewLine} ---> ").And.Not.Contain("hunter2"));
        Assert.That(Regex.Matches(text.Replace(Environment.NewLine, "", StringComparison.Ordinal), @"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]", RegexOptions.None, TestTimeout.Value), Is.Empty);
        Assert.That(text.Split('\n'), Is.All.Length.LessThan(DisplayText.MaxMessageLength + 100));
    }

    private static T Thrown<T>(T exception)
        where T : Exception
    {
        try
        {
            throw exception;
        }
        catch (T e)
        {
            return e;
        }
    }

    /// <summary>Shows its message in its own way.</summary>
    [SuppressMessage("Design", "CA1032", Justification = "Only this test creates it.")]
    private sealed class Talkative(string message) : Exception(message)
    {
        public override string ToString() => $"Talkative\nsays {Message.Length} and {Message}\r\nagain {Secret}";
    }

    private sealed class ThrowingStream(Exception exception) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw exception;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw exception;
    }
}
