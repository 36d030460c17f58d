// Contains the server in its output and does not use it.
System.Console.WriteLine(System.AppContext.BaseDirectory);
