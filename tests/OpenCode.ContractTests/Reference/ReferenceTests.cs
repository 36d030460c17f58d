using System.Diagnostics;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>
/// The documented API against the server of this run, in both styles. With OPENCODE_RECORD set, what came of it is written for
/// <c>build/compatibility.proj</c>; else what does not work has to be listed in <c>docs/compatibility.md</c>.
/// </summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Category("Reference")]
public sealed class ReferenceTests
{
    private static readonly bool s_records = Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 };

    private readonly CompatibilityRecord _record = new(LiveServer.Version);
    private OpenCodeInstance? _instance;
    private HashSet<string> _routes = [];

    private OpenCodeClient Client => _instance!.Client;

    /// <summary>A server of its own: some calls change its configuration, or end what other tests have begun.</summary>
    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        ReferenceWorld.Script();
        _routes = await RoutesAsync(limit.Token);
        _instance = await OpenCodeInstance.StartAsync(LiveServer.Options(), limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        if (s_records)
        {
            _record.Write();
        }
    }

    [TestCaseSource(typeof(ReferenceCalls), nameof(ReferenceCalls.All))]
    public async Task A_call_works_in_both_styles(ReferenceCall call, CancellationToken cancellationToken)
    {
        var (outcome, reason) = await TryAsync(call, cancellationToken);
        _record.Add(call, outcome, reason);
        Assert.That(outcome == "pass" || s_records || CompatibilityRecord.IsListed(LiveServer.Version, call, outcome), $"{outcome}: {reason}");
    }

    [Test]
    public async Task The_servers_version_is_told(CancellationToken cancellationToken)
    {
        var info = await Client.GetServerInfoAsync(cancellationToken);
        Assert.That(info.Version, Is.EqualTo(_routes.Contains("GET /global/health") ? LiveServer.Version : null));
        Assert.That(info.IsHealthy);
        Assert.That(info.IsTested, Is.EqualTo(info.Version is not null));
    }

    private async Task<(string Outcome, string Reason)> TryAsync(ReferenceCall call, CancellationToken cancellationToken)
    {
        if (!_routes.Contains(Route(call)))
        {
            return await TryMissingAsync(call, cancellationToken);
        }

        try
        {
            await call.SendAsync(Client, new ReferenceWorld(Client), cancellationToken);
            await call.SendAsync(Client.Fields, new ReferenceWorld(Client), cancellationToken);
            return ("pass", "");
        }
        catch (OperationCanceledException)
        {
            // An older server may never send what a call waits for.
            return ("differs", $"not done within {TestTimeout.Value.TotalSeconds} seconds");
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException or InvalidDataException)
        {
            return ("differs", e.Message);
        }
    }

    /// <summary>What a server lacks has to be said so, in both styles and with its version.</summary>
    private async Task<(string Outcome, string Reason)> TryMissingAsync(ReferenceCall call, CancellationToken cancellationToken)
    {
        var simple = call with { Arguments = [.. call.Arguments.Select(a => ReferenceWorld.IsName(a) ? "ses_none" : a)] };
        foreach (var root in new object[] { Client, Client.Fields })
        {
            try
            {
                await simple.SendAsync(root, new ReferenceWorld(Client), cancellationToken);
                return ("differs", "works, although the server's document does not have it");
            }
            catch (OpenCodeUnsupportedOperationException e)
            {
                Assert.That(e.Message, Does.Contain(_routes.Contains("GET /global/health") ? LiveServer.Version : "before 1.1"));
            }
            catch (OpenCodeException e)
            {
                return ("differs", e.Message);
            }
        }

        return ("absent", "");
    }

    /// <summary>The operation of a call, as the committed document has it; names of path parameters differ between versions.</summary>
    private static string Route(ReferenceCall call) =>
        ((JObject)Repository.Types["operations"]!).Properties().Where(o => (string?)o.Value == call.Path).Select(o => CompatibilityRecord.Key(o.Name)).Single();

    /// <summary>The operations that the server of this run has, by its own document.</summary>
    private static async Task<HashSet<string>> RoutesAsync(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options();
        var file = Path.Combine(LiveServer.Folder, "document.json");
        using var process = Process.Start(LiveServer.StartInfo(options, "/bin/sh", ["-c", "exec \"$0\" generate > \"$1\"", options.ExecutablePath!, file]))!;
        await process.WaitForExitAsync(cancellationToken);
        var document = (JObject)Repository.ParseJson(await File.ReadAllTextAsync(file, cancellationToken));
        return
        [
            .. from path in ((JObject)document["paths"]!).Properties()
               from method in ((JObject)path.Value).Properties()
               select CompatibilityRecord.Key($"{method.Name.ToUpperInvariant()} {path.Name}"),
        ];
    }
}
