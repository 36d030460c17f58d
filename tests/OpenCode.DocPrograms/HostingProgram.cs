#region usings
using OpenCode;
#endregion
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace OpenCode.DocPrograms;

/// <summary>The program in the readme of the package for hosting.</summary>
internal static class HostingProgram
{
    public static async Task RunAsync(string[] args)
    {
        #region program
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddOpenCodeServer(o => o.Port = 0);   // starts and ends with the host
        builder.Services.AddOpenCodeClient();                  // a client of that server
        builder.Services.AddHealthChecks().AddOpenCode();

        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapGet("/titles", async (OpenCodeClient client) => (await client.Session.ListAsync()).Select(session => session.Title));
        await app.RunAsync();
        #endregion
    }
}
