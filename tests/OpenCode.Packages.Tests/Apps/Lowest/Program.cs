using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Newtonsoft.Json;
using OpenCode;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddOpenCodeServer(o => o.Port = 0);
builder.Services.AddOpenCodeClient();
builder.Services.AddHealthChecks().AddOpenCode();
Console.WriteLine(JsonConvert.SerializeObject(new { args }, new JsonSerializerSettings().UseOpenCodeModels()));
