// The fleet: machines, the queue, requests that wait for a reply, providers, and batches.

import { maxAsks, showAsks } from './asks.js';
import { dataRow, element, link, section, setText, showItems, table } from './dom.js';
import { batchLink, cost, count, idOf, jobLink, time } from './format.js';
import { progress, stateOf } from './progress.js';

const machineColumns = ['Machine', 'Labels', 'Models', 'Jobs', 'State'];
const providerColumns = ['Provider', 'Jobs', 'Cost today', 'State'];
const maxLinks = 8;

export function overviewView(view) {
  const tiles = Object.fromEntries(['Machines', 'Queued', 'Running', 'Interrupted', 'Waiting for a reply', 'Cost today'].map(name => [name, tile(name)]));
  const asks = element('div', 'asks');
  const more = element('p', 'muted');
  const machines = table('Machines', machineColumns);
  const providers = table('Providers', providerColumns);
  const unmatched = element('p', 'muted');
  const batches = element('div', 'batches');
  const sections = {
    asks: section('Requests', asks, more),
    machines: section('Machines', machines.table, unmatched),
    providers: section('Providers', providers.table),
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
      setText(tiles['Cost today'].value, cost(fleet.providers.reduce((sum, provider) => sum + provider.costToday, 0)));
      sections.machines.hidden = sections.batches.hidden = false;
      sections.asks.hidden = fleet.asks.length === 0;
      sections.providers.hidden = fleet.providers.length === 0;
      empty.hidden = list.length > 0;
      showAsks(asks, fleet.asks);
      setText(more, fleet.asks.length > maxAsks ? `These are the oldest ${maxAsks} of ${count(fleet.asks.length)} requests.` : '');
      showItems(machines.body, fleet.machines, machine => machine.name, machineRow);
      setText(unmatched, fleet.unmatched > 0 ? `${count(fleet.unmatched)} of the queued jobs can’t run: no machine that takes jobs has their labels and model.` : '');
      showItems(providers.body, fleet.providers, provider => provider.name, providerRow);
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
  const [name, labels, models, jobs, state] = result.children;
  name.append(element('bdi', 'name', machine.name));
  const amount = element('span');
  const links = element('span', 'links');
  jobs.append(amount, links);
  const badge = element('span', 'badge');
  state.append(badge);
  result.update = ({ labels: all, models: usable, jobs: running, maxJobs, isLost, reportedAt }) => {
    setText(labels, all.join(', '));
    setText(models, Object.keys(usable).length === 0 ? 'all' : Object.entries(usable).map(([model, most]) => `${model} (${most})`).sort().join(', '));
    setText(amount, `${running.length} of ${maxJobs}`);
    showItems(links, running.slice(0, maxLinks), idOf, job => link(jobLink(job.batch, job.index), idOf(job)));
    badge.className = `badge ${isLost ? 'lost' : 'ready'}`;
    setText(badge, isLost ? `lost since ${time(reportedAt)}` : 'ready');
  };
  return result;
}

function providerRow({ name: provider }) {
  const result = dataRow(providerColumns);
  const [name, jobs, spent, state] = result.children;
  name.append(element('bdi', 'name', provider));
  const badge = element('span');
  state.append(badge);
  result.update = item => {
    const [text, kind] = providerState(item);
    setText(jobs, item.maxJobs == null ? count(item.running) : `${count(item.running)} of ${count(item.maxJobs)}`);
    setText(spent, item.maxCostPerDay == null ? cost(item.costToday) : `${cost(item.costToday)} of ${cost(item.maxCostPerDay)}`);
    badge.className = `badge ${kind}`;
    setText(badge, text);
  };
  return result;
}

function providerState({ costToday, maxCostPerDay, pausedUntil, isReduced }) {
  if (maxCostPerDay != null && costToday >= maxCostPerDay) return ['cost reached', 'lost'];
  if (pausedUntil) return [`paused until ${time(pausedUntil)}`, 'lost'];
  return isReduced ? ['reduced', 'lost'] : ['ready', 'ready'];
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
