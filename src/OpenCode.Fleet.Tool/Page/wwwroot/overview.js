// The fleet: machines, the queue, requests that wait for a reply, and batches.

import { maxAsks, showAsks } from './asks.js';
import { dataRow, element, link, section, setText, showItems, table } from './dom.js';
import { batchLink, count, idOf, jobLink, time } from './format.js';
import { progress, stateOf } from './progress.js';

const machineColumns = ['Machine', 'Labels', 'Jobs', 'State'];
const maxLinks = 8;

export function overviewView(view) {
  const tiles = Object.fromEntries(['Machines', 'Queued', 'Running', 'Interrupted', 'Waiting for a reply'].map(name => [name, tile(name)]));
  const asks = element('div', 'asks');
  const more = element('p', 'muted');
  const machines = table('Machines', machineColumns);
  const paces = element('ul', 'paces');
  const batches = element('div', 'batches');
  const sections = {
    asks: section('Requests', asks, more),
    machines: section('Machines', machines.table),
    paces: section('Limited providers', paces),
    batches: section('Batches', batches),
  };
  const empty = element('p', 'empty', 'No batches yet. Submit one with opencode-fleet submit.');
  sections.batches.append(empty);
  Object.values(sections).forEach(part => { part.hidden = true; });
  view.append(element('h1', 'unseen', 'Overview'), element('dl', 'tiles', ...Object.values(tiles).map(item => item.element)), ...Object.values(sections));
  return {
    update({ fleet, batches: list }) {
      setText(tiles.Machines.value, count(fleet.machines.filter(machine => !machine.isLost).length));
      setText(tiles.Queued.value, count(fleet.queued));
      setText(tiles.Running.value, count(fleet.running));
      setText(tiles.Interrupted.value, count(fleet.interrupted));
      setText(tiles['Waiting for a reply'].value, count(fleet.asks.length));
      sections.machines.hidden = sections.batches.hidden = false;
      sections.asks.hidden = fleet.asks.length === 0;
      sections.paces.hidden = fleet.paces.length === 0;
      empty.hidden = list.length > 0;
      showAsks(asks, fleet.asks);
      setText(more, fleet.asks.length > maxAsks ? `These are the oldest ${maxAsks} of ${count(fleet.asks.length)} requests.` : '');
      showItems(machines.body, fleet.machines, machine => machine.name, machineRow);
      showItems(paces, fleet.paces, pace => pace.provider, paceItem);
      showItems(batches, list, batch => batch.id, batchCard);
    },
    close() {},
  };
}

function tile(name) {
  const value = element('dd', '', '–');
  return { value, element: element('div', '', element('dt', '', name), value) };
}

function machineRow(machine) {
  const result = dataRow(machineColumns);
  const [name, labels, jobs, state] = result.children;
  name.append(element('bdi', 'name', machine.name));
  const amount = element('span');
  const links = element('span', 'links');
  jobs.append(amount, links);
  const badge = element('span', 'badge');
  state.append(badge);
  result.update = ({ labels: all, jobs: running, maxJobs, isLost, reportedAt }) => {
    setText(labels, all.join(', '));
    setText(amount, `${running.length} of ${maxJobs}`);
    showItems(links, running.slice(0, maxLinks), idOf, job => link(jobLink(job.batch, job.index), idOf(job)));
    badge.className = `badge ${isLost ? 'lost' : 'ready'}`;
    setText(badge, isLost ? `lost since ${time(reportedAt)}` : 'ready');
  };
  return result;
}

function paceItem() {
  const result = element('li');
  result.update = ({ provider, maxJobs, pausedUntil }) =>
    setText(result, `${provider}: at most ${maxJobs} jobs at the same time${pausedUntil ? `, paused until ${time(pausedUntil)}` : ''}`);
  return result;
}

function batchCard(batch) {
  const state = element('span', 'badge');
  const bar = progress();
  const result = element('article', 'batch',
    element('div', 'title', link(batchLink(batch.id), batch.id, 'name'), element('bdi', 'muted', batch.name ?? ''), state),
    bar);
  result.update = item => {
    state.className = `badge ${stateOf(item)}`;
    setText(state, stateOf(item));
    bar.update(item);
  };
  return result;
}
