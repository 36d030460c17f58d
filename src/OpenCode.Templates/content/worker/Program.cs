using Company.Worker;

var builder = Host.CreateApplicationBuilder(args);

// The server is included in the output. It works in the current directory, and starts and stops with the host.
builder.Services.AddOpenCodeServer(options => options.Port = 0);
builder.Services.AddOpenCodeClient();
builder.Services.AddSingleton(new TaskFolder(builder.Configuration["Tasks"] ?? "tasks"));
builder.Services.AddHostedService<TaskWorker>();
builder.Build().Run();
