// Has the server in its output, and does nothing with it.
