import { call, id, stream } from './api.js';
import { showDiffs } from './diffs.js';
import { button, element } from './dom.js';
import { Transcript } from './transcript.js';

const ui = Object.fromEntries(['new', 'sessions', 'title', 'status', 'transcript', 'welcome', 'error', 'composer', 'prompt', 'send', 'stop', 'changes', 'diffs'].map(name => [name, document.getElementById(name)]));
const transcript = new Transcript(ui.transcript);
let current = null; // The session that the page shows; null for a new one.
let running = null; // The turn that the page follows.
let shown = null; // The number of messages that the page shows; null after a turn, which adds messages.

/** Shows a session. If its agent is working, follows the turn from its start. */
async function open(sessionId) {
  history.replaceState(null, '', sessionId === null ? '/' : `#${sessionId}`);
  current = sessionId;
  running = shown = null;
  transcript.clear();
  showError();
  showRunning(false);
  ui.welcome.hidden = sessionId !== null;
  ui.changes.hidden = true;
  ui.title.textContent = 'New session';
  markCurrent();
  if (sessionId === null) return;

  const { session, messages, isRunning } = await call('GET', `sessions/${id(sessionId)}`);
  if (current !== sessionId || running) return;
  shown = messages.length;
  transcript.clear();
  ui.title.textContent = session.title;
  ui.welcome.hidden = messages.length > 0;
  showChanges(messages);
  const last = isRunning ? messages.findLastIndex(message => message.info.role === 'user') : messages.length - 1;
  messages.slice(0, last + 1).forEach(message => transcript.message(message));
  if (isRunning) await follow('GET');
}

/** Shows the updates of a turn until it ends or the page shows another session. */
async function follow(method, body) {
  const turn = running = { session: current };
  showRunning(true);
  try {
    for await (const { event, data } of stream(method, `sessions/${id(turn.session)}/turn`, body)) {
      if (running !== turn) return;
      if (event === 'error') throw new Error(data);
      transcript.update(JSON.parse(data));
    }
  } catch (error) {
    if (running === turn) showError(error);
  } finally {
    if (running === turn) {
      running = shown = null;
      showRunning(false);
      await refresh();
    }
  }
}

async function send(text) {
  showError();
  if (current === null) await open((await call('POST', 'sessions')).id);
  ui.welcome.hidden = true;
  transcript.prompt(text);
  await follow('POST', { text });
}

/** Shows what has changed in the list of sessions, the title, the files, and the messages, for example by another page. */
async function refresh() {
  const sessions = await call('GET', 'sessions');
  ui.sessions.replaceChildren(...sessions.map(session => {
    const entry = element('div', 'session', button(session.title, 'open', () => run(open, session.id)), button('Delete', 'delete', () => run(remove, session)));
    entry.dataset.id = session.id;
    return entry;
  }));
  markCurrent();
  if (current === null) return;
  if (!sessions.some(session => session.id === current)) return open(null);
  const asked = current;
  const { session, messages, isRunning } = await call('GET', `sessions/${id(asked)}`);
  if (current !== asked) return;
  if (!running && (isRunning || messages.length !== (shown ?? messages.length))) return open(asked);
  shown = messages.length;
  ui.title.textContent = session.title;
  showChanges(messages);
}

async function remove(session) {
  await call('DELETE', `sessions/${id(session.id)}`);
  await refresh();
}

function markCurrent() {
  for (const entry of ui.sessions.children) entry.classList.toggle('current', entry.dataset.id === current);
}

function showChanges(messages) {
  const diffs = messages.flatMap(message => message.info.role === 'user' ? message.info.summary?.diffs ?? [] : []);
  ui.changes.hidden = diffs.length === 0;
  showDiffs(ui.diffs, diffs);
}

function showRunning(isRunning) {
  ui.status.textContent = isRunning ? 'Working' : '';
  ui.send.hidden = isRunning;
  ui.stop.hidden = !isRunning;
}

function showError(error) {
  ui.error.hidden = !error;
  ui.error.textContent = error?.message ?? '';
}

/** Runs an action of the user, and shows its failure. */
function run(action, ...values) {
  return action(...values).catch(showError);
}

/** Keeps the page current. Only visible pages listen, because a browser limits the connections to an application. */
function listen() {
  let changes = null;
  let waiting = null;
  const start = () => {
    if (document.hidden) {
      changes?.close();
      changes = null;
      return;
    }

    changes ??= Object.assign(new EventSource('/api/changes'), { onmessage: change });
    run(refresh);
  };
  const change = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => run(refresh), 200);
  };
  document.addEventListener('visibilitychange', start);
  start();
}

ui.new.addEventListener('click', () => run(open, null));
ui.stop.addEventListener('click', () => run(() => call('DELETE', `sessions/${id(current)}/turn`)));
ui.welcome.addEventListener('click', event => event.target.matches('button') && run(send, event.target.textContent));
ui.composer.addEventListener('submit', event => {
  event.preventDefault();
  const text = ui.prompt.value.trim();
  if (!text || running) return;
  ui.prompt.value = '';
  run(send, text);
});
ui.prompt.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ui.composer.requestSubmit();
  }
});

run(open, location.hash.slice(1) || null);
listen();
ui.prompt.focus();
