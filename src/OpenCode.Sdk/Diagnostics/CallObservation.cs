using System.Diagnostics;
using System.Globalization;
using OpenCode.Calls;

namespace OpenCode.Diagnostics;

/// <summary>Observes one call.</summary>
internal sealed class CallObservation(CallObserver observer, Call call, Activity? activity) : IDisposable
{
    private readonly long _start = observer.TimeProvider.GetTimestamp();
    private int _retries;

    public void Retry(OpenCodeException error, int retry, TimeSpan delay)
    {
        _retries = retry;
        observer.Logger.Retrying(call.Method, call.Route, retry, delay.TotalMilliseconds, error.Message);
        OpenCodeTelemetry.Retries.Add(1, observer.Tags(call));
    }

    public void End<T>(OpenCodeResponse<T> outcome)
    {
        var elapsed = observer.TimeProvider.GetElapsedTime(_start);
        var status = (int?)outcome.Response?.StatusCode;
        var failure = outcome.Error switch
        {
            null => status >= 400 ? status?.ToString(CultureInfo.InvariantCulture) : null,
            OpenCodeApiException => status?.ToString(CultureInfo.InvariantCulture),
            var error => error.GetType().FullName,
        };
        Record(elapsed, status, failure);
        if (outcome.Error is not null)
        {
            observer.Logger.Failed(call.Method, call.Route, elapsed.TotalMilliseconds, outcome.Error.Message);
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Error.Message);
            return;
        }

        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }

        observer.Logger.Succeeded(call.Method, call.Route, status, elapsed.TotalMilliseconds);
        AgentTelemetry.Record(call, outcome.Data, elapsed, activity);
    }

    /// <summary>Records a call that ends without an outcome: it was canceled, or its timeout elapsed.</summary>
    public void End(Exception exception)
    {
        var elapsed = observer.TimeProvider.GetElapsedTime(_start);
        Record(elapsed, null, exception.GetType().FullName);
        var message = observer.Display(exception.Message);
        activity?.SetStatus(ActivityStatusCode.Error, message);
        if (exception is OperationCanceledException)
        {
            // The caller canceled the call, so it is not logged as a failure.
            observer.Logger.Canceled(call.Method, call.Route, elapsed.TotalMilliseconds);
            return;
        }

        observer.Logger.Failed(call.Method, call.Route, elapsed.TotalMilliseconds, message);
    }

    public void Dispose() => activity?.Dispose();

    private void Record(TimeSpan elapsed, int? status, string? failure)
    {
        if (activity is null && !OpenCodeTelemetry.CallDuration.Enabled)
        {
            return;
        }

        var tags = observer.Tags(call);
        Add("http.response.status_code", status);
        Add("error.type", failure);
        OpenCodeTelemetry.CallDuration.Record(elapsed.TotalSeconds, tags);
        if (_retries > 0)
        {
            activity?.SetTag("http.request.resend_count", _retries);
        }

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                tags.Add(name, value);
                activity?.SetTag(name, value);
            }
        }
    }
}
