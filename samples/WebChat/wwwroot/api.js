// Calls of the application. A failed call throws an error with the server's message.

export async function call(method, path, body) {
  const response = await send(method, path, body);
  const text = await response.text();
  return text ? JSON.parse(text) : undefined;
}

/** Yields the events of a turn as {event, data}. */
export async function* stream(method, path, body) {
  const response = await send(method, path, body);
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop();
    yield* blocks.map(parse);
  }
}

/** Encodes an identifier as a part of a path. */
export const id = encodeURIComponent;

async function send(method, path, body) {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The application responded with status ${response.status}.`);
  }

  return response;
}

function parse(block) {
  const lines = block.split('\n');
  const values = name => lines.filter(line => line.startsWith(`${name}: `)).map(line => line.slice(name.length + 2));
  return { event: values('event')[0], data: values('data').join('\n') };
}
