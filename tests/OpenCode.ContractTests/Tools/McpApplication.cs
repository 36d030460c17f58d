using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace OpenCode.ContractTests.Tools;

/// <summary>An MCP server with one tool, <c>Answer</c>, for requests with a secret header.</summary>
internal static class McpApplication
{
    public static async Task<WebApplication> StartAsync(string header, string value, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddMcpServer().WithHttpTransport().WithTools([McpServerTool.Create(() => "42", new() { Name = "Answer" })]);
        var application = builder.Build();
        application.Use((context, next) =>
        {
            if (context.Request.Headers[header] == value)
            {
                return next();
            }

            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        application.MapMcp();
        await application.StartAsync(cancellationToken);
        return application;
    }
}
