// Shows the view that the address names, and keeps it current.

import { get, listen } from './api.js';
import { batchView } from './batch.js';
import { element, link, setText } from './dom.js';
import { batchLink } from './format.js';
import { jobView } from './job.js';
import { overviewView } from './overview.js';

const view = document.getElementById('view');
const trail = document.getElementById('path');
const connection = document.getElementById('connection');
const problem = document.getElementById('error');
let current = null;
let address = null; // What the view was opened for. A view that was closed reports no errors.
let latest = null; // What the fleet reported last.

/** Shows an error; null for none. */
function report(error) {
  problem.hidden = !error;
  setText(problem, error?.message ?? '');
}

function open() {
  const opened = address = location.hash;
  const reportHere = error => { if (opened === address) report(error); };
  const [, name, batch, rest] = address.split('/');
  current?.close();
  report(null);
  view.replaceChildren();
  trail.replaceChildren();
  document.title = batch ? `${batch}${name === 'job' ? `/${rest}` : ''} – OpenCode fleet` : 'OpenCode fleet';
  if (name === 'batch') {
    trail.append(element('bdi', '', batch));
    current = batchView(view, reportHere, batch, rest);
  } else if (name === 'job') {
    trail.append(link(batchLink(batch), batch), ' / ', element('bdi', '', rest));
    current = jobView(view, reportHere, batch, rest);
  } else {
    current = overviewView(view);
  }

  if (latest) current.update(latest);
}

function showConnection(state, text) {
  connection.className = state;
  setText(connection, text);
}

/** Shows the link to the dashboard of Orleans if the application serves it. */
async function showDashboard() {
  document.getElementById('dashboard').hidden = !(await get('features')).dashboard;
}

addEventListener('hashchange', () => {
  open();
  view.focus({ preventScroll: true });
});
open();
showConnection('', 'Connecting');
listen('overview', {
  overview(data) {
    latest = data;
    showConnection('live', 'Live');
    current.update(data);
  },
  stalled() {
    showConnection('lost', 'The fleet doesn’t respond');
  },
}, isConnected => {
  if (isConnected) showDashboard().catch(report);
  else showConnection('lost', 'Disconnected');
});
