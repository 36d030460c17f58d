// A batch: its progress, and its jobs in pages.

import { get, path, post } from './api.js';
import { button, confirmButton, dataRow, element, link, setText, showItems, table } from './dom.js';
import { batchLink, cost, count, jobLink, time, words } from './format.js';
import { progress, stateOf } from './progress.js';
import { reader } from './reader.js';

const pageSize = 100;
const columns = ['Job', 'State', 'Machine', 'Cost', 'Prompt', 'Result'];

export function batchView(view, report, id, page = '1') {
  let first = (Math.max(1, Number.parseInt(page, 10) || 1) - 1) * pageSize;
  let isEnded = false;
  const read = reader(() => get(`${path(id)}/jobs?first=${first}`), show, report);
  const state = element('span', 'badge');
  const about = element('p', 'muted');
  const bar = progress();
  const cancel = confirmButton('Cancel batch', 'Cancel all its jobs?', () => post(`${path(id)}/cancel`).then(read, report));
  const jobs = table(`Jobs of ${id}`, columns);
  const range = element('span');
  range.setAttribute('role', 'status');
  const previous = button('Previous', '', () => turn(-pageSize));
  const next = button('Next', '', () => turn(pageSize));
  view.append(
    element('div', 'title', element('h1', '', id), state, cancel),
    about,
    bar,
    jobs.table,
    element('nav', 'pager', previous, range, next));

  function turn(by) {
    first += by;
    history.replaceState(null, '', `${batchLink(id)}/${first / pageSize + 1}`);
    read();
  }

  function show({ batch, jobs: list, first: shown }) {
    isEnded = batch.isEnded;
    state.className = `badge ${stateOf(batch)}`;
    setText(state, stateOf(batch));
    setText(about, [batch.name, `Submitted ${time(batch.createdAt)}`, batch.endedAt && `Ended ${time(batch.endedAt)}`].filter(text => text).join(' · '));
    bar.update(batch);
    cancel.hidden = batch.isEnded || batch.isCanceled;
    showItems(jobs.body, list, job => job.index, job => jobRow(id, job));
    setText(range, list.length > 0 ? `${count(shown)} to ${count(shown + list.length - 1)} of ${count(batch.submitted)} jobs` : 'No jobs here');
    previous.disabled = first === 0;
    next.disabled = first + pageSize >= batch.submitted;
  }

  read();
  return {
    update() {
      if (!isEnded) read();
    },
    close() {},
  };
}

function jobRow(batch, { index }) {
  const result = dataRow(columns);
  const [name, state, machine, spent, prompt, text] = result.children;
  name.append(link(jobLink(batch, index), String(index), 'name'));
  const badge = element('span', 'badge');
  state.append(badge);
  result.update = job => {
    const label = job.outcome ?? job.state;
    badge.className = `badge ${label}`;
    setText(badge, job.asks > 0 ? 'waits for a reply' : words(label));
    setText(machine, job.machine ?? '');
    setText(spent, job.usage ? cost(job.usage.cost) : '');
    setText(prompt, job.prompt);
    setText(text, job.text ?? '');
  };
  return result;
}
