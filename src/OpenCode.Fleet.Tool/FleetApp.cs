using OpenCode.Fleet.Tool.Commands;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool;

/// <summary>Runs a command line. Errors are one line.</summary>
internal static class FleetApp
{
    public const string Name = "opencode-fleet";

    /// <summary>The exit code of a command that failed, or of a batch whose jobs were not all completed.</summary>
    public const int Failure = 1;

    /// <summary>The exit code of a command line that is not valid.</summary>
    public const int Usage = 2;

    /// <summary>The exit code of a command that a signal stopped, as shells report it.</summary>
    public const int Stopped = 130;

    public static Task<int> RunAsync(IReadOnlyList<string> arguments, IAnsiConsole console, TextWriter errors, CancellationToken cancellationToken)
    {
        var app = new CommandApp();
        app.Configure(configuration =>
        {
            configuration.SetApplicationName(Name);
            configuration.ConfigureConsole(console);
            configuration.UseStrictParsing();
            configuration.CancellationExitCode(Stopped);
            configuration.SetExceptionHandler((exception, _) => Report(exception, errors, cancellationToken));
            configuration.AddCommand<UpCommand>("up").WithDescription("Runs a machine of a fleet, and its store unless --store names another one.");
            configuration.AddCommand<StoreCommand>("store").WithDescription("Runs only a store.");
            configuration.AddCommand<SubmitCommand>("submit").WithDescription("Submits a batch of jobs.");
            configuration.AddCommand<WatchCommand>("watch").WithDescription("Shows the progress of a batch or the output of a job until it has ended.");
            configuration.AddCommand<CancelCommand>("cancel").WithDescription("Cancels a batch or a job.");
            configuration.AddCommand<DeleteCommand>("delete").WithDescription("Deletes the jobs and the results of a batch that has ended.");
            configuration.AddCommand<ReportCommand>("report").WithDescription("Shows the jobs of a batch.");
            configuration.AddCommand<StatusCommand>("status").WithDescription("Shows the machines, the queue, and the requests that wait for a reply.");
            configuration.AddCommand<PageCommand>("page").WithDescription("Serves a web page that shows the fleet, replies to its agents, and cancels its jobs.");
            configuration.AddCommand<ReplyCommand>("reply").WithDescription("Replies to a permission request or a question.");
        });
        return app.RunAsync(arguments, cancellationToken);
    }

    private static int Report(Exception exception, TextWriter errors, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return Stopped;
        }

        errors.WriteLine($"{Name}: {Line(exception)}");
        return exception is CommandAppException ? Usage : Failure;
    }

    private static string Line(Exception exception) => string.Join(' ', exception.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
