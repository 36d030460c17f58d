using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of the documentation that add services to a host. <see cref="HostingExampleTests"/> runs each of them.</summary>
internal static class HostingExamples
{
    public static void AddServerAndClients(HostApplicationBuilder builder)
    {
        #region clients
        builder.Services.AddOpenCodeServer(o => o.Port = 0);                         // starts and ends with the host
        builder.Services.AddOpenCodeClient();                                        // a client of that server, as a singleton
        builder.Services.AddOpenCodeClient("other", builder.Configuration.GetSection("OpenCode"))
            .AddHttpMessageHandler<MyHandler>();                                     // [FromKeyedServices("other")]
        builder.Services.AddHealthChecks().AddOpenCode();
        #endregion
    }

    public static void AddHooks(HostApplicationBuilder builder)
    {
        #region hooks
        builder.Services.AddOpenCodeServer(o => o.Port = 0);
        builder.Services.AddOpenCodeHooks((options, services) => options.BeforeTool = services.GetRequiredService<Rules>().DecideAsync);
        #endregion
    }

    public static void AddTools(HostApplicationBuilder builder)
    {
        #region tools
        builder.Services.AddOpenCodeClient();   // package OpenCodeNet.Extensions.Hosting, or any OpenCodeClient
        builder.Services.AddOpenCodeTools("shop", services => [AIFunctionFactory.Create(services.GetRequiredService<Shop>().GetOrder)]);
        #endregion
    }

    /// <summary>A handler of the application that counts requests.</summary>
    internal sealed class MyHandler(StrongBox<int> count) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count.Value);
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A service of the application that decides what tools do.</summary>
    internal sealed class Rules
    {
        private readonly string _tool = "bash";

        public Task<BeforeToolDecision> DecideAsync(BeforeToolContext call, CancellationToken cancellationToken) =>
            Task.FromResult(call.Tool == _tool ? BeforeToolDecision.Refuse("No commands.") : BeforeToolDecision.Continue);
    }

    /// <summary>A service of the application with a function for the agent.</summary>
    internal sealed class Shop
    {
        private readonly Dictionary<int, string> _orders = new() { [17] = "one lamp" };

        public string GetOrder(int id) => $"Order {id}: {_orders[id]}";
    }
}
