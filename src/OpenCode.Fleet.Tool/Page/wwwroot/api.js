// Calls of the application. A failed call throws an error with the reason.

/** The path of a batch, or of a job if there is an index. */
export const path = (batch, index) => `batches/${encodeURIComponent(batch)}${index === undefined ? '' : `/jobs/${encodeURIComponent(index)}`}`;

export const get = url => send(url, {});

/** Sends a change. Other sites can't send its header, so the application accepts changes only from this page. */
export const post = (url, body) => send(url, {
  method: 'POST',
  headers: { 'X-OpenCode-Fleet': '1', 'Content-Type': 'application/json' },
  body: body === undefined ? undefined : JSON.stringify(body),
});

/** Listens to events until the returned function is called. The browser connects again when the connection is lost. */
export function listen(url, handlers, connected = () => {}) {
  const source = new EventSource(`/api/${url}`);
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, event => handle(JSON.parse(event.data)));
  }

  return () => source.close();
}

async function send(url, options) {
  const response = await fetch(`/api/${url}`, options);
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The application responded with status ${response.status}.`);
  }

  return response.json();
}
