using CsCheck;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Scheduling;

/// <summary>The board distributes each job once, within all limits, and forgets none.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FleetBoardTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Any_order_of_events_loses_no_job() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 9]).Array[0, 200].Sample(events =>
        {
            var options = new FleetSchedulingOptions();
            options.Models["p/one"] = 2;
            options.Providers["p"] = new() { MaxJobs = 3 };
            var board = new FleetBoard(options);
            var now = s_start;
            var open = new HashSet<FleetJobId>();
            var having = Enumerable.Range(0, 4).Select(_ => new HashSet<FleetJobId>()).ToArray();
            foreach (var (kind, at, value) in events)
            {
                var id = new FleetJobId($"b{value % 2}", value);
                switch (kind)
                {
                    case 0 or 1:
                        board.Add(id, Needs(value), now);
                        open.Add(id);
                        break;
                    case 2 or 3 or 4:
                        board.Report(Report(at, having[at]), now);
                        while (board.Take(Machine(at), now) is { } taken)
                        {
                            Assert.That(open, Does.Contain(taken));
                            Assert.That(having.Count(h => h.Contains(taken)), Is.Zero, $"{taken} is given twice");
                            Assert.That(Needs(taken.Index).Labels, Is.SubsetOf(Report(at, []).Labels));
                            having[at].Add(taken);
                        }

                        Assert.That(having[at], Has.Count.LessThanOrEqualTo(Report(at, []).MaxJobs));
                        break;
                    case 5 when having[at].FirstOrDefault() is { Batch: not null } ended:
                        having[at].Remove(ended);
                        open.Remove(ended);
                        board.Move(ended, new JobPosition(FleetJobState.Ended, null), now);
                        break;
                    case 6 when having[at].FirstOrDefault() is { Batch: not null } returned:
                        having[at].Remove(returned);
                        board.Move(returned, new JobPosition(FleetJobState.Queued, null), now);
                        break;
                    case 7:
                        now += TimeSpan.FromSeconds(value);
                        break;
                }

                var status = board.Describe(now);
                Assert.That(status.Queued + status.Running + status.Interrupted, Is.EqualTo(open.Count));
                Assert.That(status.Running, Is.EqualTo(having.Sum(h => h.Count)));
                Assert.That(having.Sum(h => h.Count(j => Needs(j.Index).Model == "p/one")), Is.LessThanOrEqualTo(2));
                Assert.That(having.Sum(h => h.Count(j => Needs(j.Index).Provider == "p")), Is.LessThanOrEqualTo(3));
            }
        });

    [Test]
    public void A_large_batch_does_not_delay_a_small_one()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        for (var i = 0; i < 1_000; i++)
        {
            board.Add(new("large", i), Any, s_start);
        }

        board.Add(new("small", 0), Any, s_start + TimeSpan.FromSeconds(1));
        board.Add(new("small", 1), Any, s_start + TimeSpan.FromSeconds(1));
        board.Report(Report(0, [], most: 4), s_start + TimeSpan.FromSeconds(1));
        Assert.That(TakeAll(board, 0, s_start + TimeSpan.FromSeconds(1)).Select(j => j.Batch), Is.EqualTo(["large", "small", "large", "small"]));
    }

    [Test]
    public void A_low_priority_waits_but_starts()
    {
        var board = new FleetBoard(new FleetSchedulingOptions { Aging = TimeSpan.FromMinutes(1) });
        board.Add(new("low", 0), Any with { Priority = -5 }, s_start);
        var now = s_start;
        var started = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            now += TimeSpan.FromMinutes(1);
            board.Add(new("high", i), Any, now);
            board.Report(Report(0, [], most: 1), now);
            var job = board.Take(Machine(0), now)!.Value;
            started.Add(job.Batch);
            board.Move(job, new JobPosition(FleetJobState.Ended, null), now);
        }

        Assert.That(started.IndexOf("low"), Is.EqualTo(4), "five minutes are worth five priorities, and the older job is first");
    }

    [Test]
    public void A_response_that_was_lost_loses_no_job()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);
        board.Report(Report(0, []), s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.Not.Null);

        // The machine does not know the job.
        board.Report(Report(0, []), s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.EqualTo(new FleetJobId("b", 0)));
    }

    [Test]
    public void A_job_that_runs_elsewhere_is_not_given_again()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);

        // The scheduler was restarted, and the machine reports what it has.
        board.Report(Report(1, [new("b", 0)]), s_start);
        board.Report(Report(0, []), s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.Null);
        Assert.That(board.Describe(s_start).Running, Is.EqualTo(1));
    }

    [Test]
    public void Jobs_of_a_lost_or_replaced_process_are_found()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);
        board.Report(Report(0, []), s_start);
        board.Take(Machine(0), s_start);
        Assert.That(board.Lost(s_start + TimeSpan.FromSeconds(30)), Is.Empty);
        Assert.That(board.Lost(s_start + TimeSpan.FromSeconds(31)), Is.EqualTo(new[] { (new FleetJobId("b", 0), Machine(0)) }));

        board.Report(Report(0, []) with { Machine = Machine(0) with { Incarnation = Guid.NewGuid() } }, s_start);
        Assert.That(board.Lost(s_start), Is.EqualTo(new[] { (new FleetJobId("b", 0), Machine(0)) }), "another process has the name");
    }

    [Test]
    public void An_interrupted_job_waits_for_its_machine_but_not_forever()
    {
        var board = new FleetBoard(new FleetSchedulingOptions { ReturnTimeout = TimeSpan.FromMinutes(10) });
        board.Add(new("b", 0), Any, s_start);
        board.Move(new("b", 0), new JobPosition(FleetJobState.Interrupted, Machine(0)), s_start);
        board.Report(Report(1, []), s_start);
        Assert.That(board.Take(Machine(1), s_start), Is.Null);
        Assert.That(board.Abandoned(s_start + TimeSpan.FromMinutes(10)), Is.Empty);
        Assert.That(board.Abandoned(s_start + TimeSpan.FromMinutes(11)), Has.Count.EqualTo(1));

        board.Report(Report(0, []), s_start + TimeSpan.FromMinutes(11));
        Assert.That(board.Abandoned(s_start + TimeSpan.FromMinutes(11)), Is.Empty);
        Assert.That(board.Take(Machine(0), s_start), Is.EqualTo(new FleetJobId("b", 0)));
    }

    [Test]
    public void Jobs_that_are_not_loaded_yet_have_their_places()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);
        board.Report(Report(0, [new("c", 0)], most: 1), s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.Null, "the place is taken by a job of another batch");
        board.Add(new("c", 0), Any, s_start);
        Assert.That(board.Describe(s_start).Running, Is.EqualTo(1), "the job runs where it was reported");
        board.Move(new("c", 0), new JobPosition(FleetJobState.Ended, null), s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.EqualTo(new FleetJobId("b", 0)));
    }

    [Test]
    public void Of_two_processes_with_one_name_the_newer_gets_jobs()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);
        var newer = Report(0, []) with { Machine = Machine(0) with { Incarnation = Guid.NewGuid() } };
        Assert.That(board.Report(Report(0, []), s_start), Is.True);
        Assert.That(board.Report(newer, s_start), Is.True);
        Assert.That(board.Report(Report(0, []), s_start), Is.False);
        Assert.That(board.Take(Machine(0), s_start), Is.Null);
        Assert.That(board.Take(newer.Machine, s_start), Is.EqualTo(new FleetJobId("b", 0)));
    }

    [Test]
    public void A_computer_that_slept_does_not_lose_its_machines()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any, s_start);
        board.Report(Report(0, []), s_start);
        board.Take(Machine(0), s_start);
        board.Slept(TimeSpan.FromHours(8));
        Assert.That(board.Lost(s_start + TimeSpan.FromHours(8)), Is.Empty);
    }

    [Test]
    public void A_machine_that_stops_gets_no_more_jobs()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Report(Report(0, []), s_start);
        board.Leave(Machine(0));
        board.Add(new("b", 0), Any, s_start);
        Assert.That(board.Take(Machine(0), s_start), Is.Null);
    }

    [Test]
    public void A_provider_that_limits_requests_slows_all_machines_and_recovers()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        var needs = Any with { Model = "p/m" };
        for (var i = 0; i < 100; i++)
        {
            board.Add(new("b", i), needs, s_start);
        }

        board.Report(Report(0, [], most: 8), s_start);
        var running = TakeAll(board, 0, s_start);
        Assert.That(running, Has.Count.EqualTo(8));
        board.Paces.Throttle("p", TimeSpan.FromSeconds(20), s_start);
        board.Paces.Throttle("p", TimeSpan.FromSeconds(20), s_start);
        Assert.That(board.Describe(s_start).Providers.Single(), Is.EqualTo(new FleetProvider { Name = "p", Running = 8, MaxJobs = 4, IsReduced = true, PausedUntil = s_start + TimeSpan.FromSeconds(20) }), "one reduction for all reports of the same moment");

        var now = s_start + TimeSpan.FromSeconds(21);
        var most = 0;
        for (var i = 0; i < 20; i++)
        {
            var ended = running[0];
            running.RemoveAt(0);
            board.Move(ended, new JobPosition(FleetJobState.Ended, null), now);
            board.Paces.Recover(needs, now);
            running.AddRange(TakeAll(board, 0, now));
            most = Math.Max(most, running.Count);
            Assert.That(running, Has.Count.LessThanOrEqualTo(8));
        }

        Assert.That(running, Has.Count.EqualTo(8), "it has recovered");
        Assert.That(board.Describe(now).Providers.Single(), Is.EqualTo(new FleetProvider { Name = "p", Running = 8 }));
        Assert.That(most, Is.EqualTo(8));
    }

    [Test]
    public void Rates_and_budgets_hold()
    {
        var options = new FleetSchedulingOptions();
        options.Providers["p"] = new() { MaxStartsPerMinute = 2, MaxCostPerDay = 5 };
        var board = new FleetBoard(options);
        for (var i = 0; i < 10; i++)
        {
            board.Add(new("b", i), Any with { Model = "p/m" }, s_start);
        }

        board.Report(Report(0, [], most: 10), s_start);
        Assert.That(TakeAll(board, 0, s_start), Has.Count.EqualTo(2));
        Assert.That(TakeAll(board, 0, s_start + TimeSpan.FromSeconds(59)), Is.Empty);
        Assert.That(TakeAll(board, 0, s_start + TimeSpan.FromSeconds(60)), Has.Count.EqualTo(2));
        board.Paces.Spend = board.Paces.Spend.Add("p", 5, s_start);
        Assert.That(TakeAll(board, 0, s_start + TimeSpan.FromHours(23)), Is.Empty, "the budget of the day is spent");
        Assert.That(board.Describe(s_start + TimeSpan.FromHours(23)).Providers, Is.EqualTo([new FleetProvider { Name = "p", Running = 4, CostToday = 5, MaxCostPerDay = 5 }]));
        Assert.That(TakeAll(board, 0, s_start + TimeSpan.FromHours(24)), Has.Count.EqualTo(2), "a new day");
        Assert.That(board.Describe(s_start + TimeSpan.FromHours(24)).Providers.Single().CostToday, Is.Zero);
    }

    /// <summary>Whatever a machine offers and jobs need, a job runs only where its model is, and no more than the machine allows.</summary>
    [Test]
    public void A_machine_runs_its_models_and_no_more_of_each_than_it_allows() =>
        Gen.Select(Gen.Dictionary(Gen.OneOf("p/one", "p/two", "p/*", "q/one", "q/*"), Gen.Int[1, 3])[0, 4], Gen.OneOf("", "p/one", "p/two", "q/one", "r/one").Select(m => m.Length == 0 ? null : m).Array[0, 30])
            .Sample((models, jobs) =>
            {
                var board = new FleetBoard(new FleetSchedulingOptions());
                for (var i = 0; i < jobs.Length; i++)
                {
                    board.Add(new("b", i), Any with { Model = jobs[i] }, s_start);
                }

                board.Report(Report(0, [], most: 1_000) with { Models = models }, s_start);
                var ended = new List<FleetJobId>();
                while (TakeAll(board, 0, s_start) is { Count: > 0 } running)
                {
                    var entries = running.Select(j => jobs[j.Index]).OfType<string>().GroupBy(m => models.ContainsKey(m) ? m : $"{m[0]}/*");
                    Assert.That(models.Count == 0 || entries.All(e => e.Count() <= models[e.Key]), Is.True);
                    running.ForEach(job => board.Move(job, new JobPosition(FleetJobState.Ended, null), s_start));
                    ended.AddRange(running);
                }

                bool CanRun(string? model) => models.Count == 0 || model is null || models.ContainsKey(model) || models.ContainsKey($"{model[0]}/*");
                Assert.That(ended.Select(j => j.Index).Order(), Is.EqualTo(Enumerable.Range(0, jobs.Length).Where(i => CanRun(jobs[i]))));
                var status = board.Describe(s_start);
                Assert.That((status.Queued, status.Unmatched), Is.EqualTo((jobs.Length - ended.Count, jobs.Length - ended.Count)));
            });

    [Test]
    public void Jobs_that_no_machine_can_run_are_counted()
    {
        var board = new FleetBoard(new FleetSchedulingOptions());
        board.Add(new("b", 0), Any with { Labels = ["gpu"] }, s_start);
        board.Add(new("b", 1), Any, s_start);
        Assert.That(board.Describe(s_start).Unmatched, Is.EqualTo(2), "no machine");
        board.Report(Report(1, [], most: 4), s_start);
        Assert.That(board.Describe(s_start).Unmatched, Is.EqualTo(1));
        board.Report(Report(0, [], most: 4), s_start);
        Assert.That(board.Describe(s_start).Unmatched, Is.Zero);
        Assert.That(board.Describe(s_start + TimeSpan.FromMinutes(1)).Unmatched, Is.EqualTo(2), "both machines are lost");
    }

    private static JobNeeds Any { get; } = new() { Labels = [] };

    private static JobNeeds Needs(int value) => new()
    {
        Priority = value % 3,
        Model = (value % 4) switch { 0 => "p/one", 1 => "p/two", 2 => "q/one", _ => null },
        Labels = value % 5 == 0 ? ["gpu"] : [],
    };

    private static MachineId Machine(int at) => new($"m{at}", default);

    private static MachineReport Report(int at, IReadOnlyCollection<FleetJobId> jobs, int? most = null) => new()
    {
        Machine = Machine(at),
        Labels = at % 2 == 0 ? ["gpu"] : [],
        Models = new Dictionary<string, int>(),
        MaxJobs = most ?? at + 1,
        Jobs = [.. jobs],
        Asks = [],
    };

    private static List<FleetJobId> TakeAll(FleetBoard board, int at, DateTimeOffset now)
    {
        var jobs = new List<FleetJobId>();
        while (board.Take(Machine(at), now) is { } job)
        {
            jobs.Add(job);
        }

        return jobs;
    }
}
