using System.Reflection;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>One call of the documented API, said as data, so that it can be made in both styles and against any version.</summary>
/// <param name="Group">The row of the compatibility table that it counts for.</param>
/// <param name="Path">From the client to the method, for instance <c>Session.GetAsync</c>.</param>
/// <param name="Arguments">What it is called with, as text or JSON; names in braces stand for what <see cref="ReferenceWorld"/> has.</param>
public sealed record ReferenceCall(string Group, string Path, params string[] Arguments)
{
    /// <summary>Makes the call in one of the styles and gives its value, or the first one of a stream.</summary>
    public async Task<object?> SendAsync(object root, ReferenceWorld world, CancellationToken cancellationToken)
    {
        var steps = Path.Split('.');
        var target = steps[..^1].Aggregate(root, (at, step) => at.GetType().GetProperty(step)!.GetValue(at)!);
        var method = target.GetType().GetMethod(steps[^1])!;
        var parameters = method.GetParameters();
        var values = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            values[i] = parameters[i].ParameterType == typeof(CancellationToken) ? cancellationToken
                : i < Arguments.Length ? Value(parameters[i].ParameterType, await world.FillAsync(Arguments[i], cancellationToken))
                : null;
        }

        return Outcome(await ResultAsync(method.Invoke(target, values)!));
    }

    public override string ToString() => Arguments.Length == 0 ? Path : $"{Path}({string.Join(", ", Arguments)})";

    private static object Value(Type type, string text) => type == typeof(string) ? text : ModelJson.Read(type, Repository.ParseJson(text));

    private static async Task<object?> ResultAsync(object call)
    {
        if (call is Task task)
        {
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        }

        var stream = call.GetType().GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return await (Task<object?>)typeof(ReferenceCall).GetMethod(nameof(FirstAsync), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(stream.GetGenericArguments()).Invoke(null, [call])!;
    }

    private static async Task<object?> FirstAsync<T>(IAsyncEnumerable<T> stream)
    {
        var first = await stream.FirstAsync();
        var value = first is OpenCodeResponse<Event> { IsSuccess: true } response ? response.Data : first as object;
        return value is UnreadableEvent unreadable ? throw new InvalidDataException($"The event {unreadable.Properties.Text} can't be read: {unreadable.Properties.Reason}") : first;
    }

    /// <summary>The fields style gives a response: its error is this call's failure, its data its value.</summary>
    private static object? Outcome(object? result)
    {
        if (result is null || result.GetType().GetProperty("Error") is not { } error || result.GetType().GetProperty("IsSuccess") is null)
        {
            return result;
        }

        return error.GetValue(result) is Exception failure ? throw failure : result.GetType().GetProperty("Data")?.GetValue(result);
    }
}
