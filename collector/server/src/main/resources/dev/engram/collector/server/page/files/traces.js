// The list of traces with its filters, conversations, and what arrives now.

import { html, nothing } from './lit-html.js';
import { live, load as document_ } from './api.js';
import { go, kept, time } from './route.js';
import { bytes, count, many, ms, moment, name } from './format.js';
import { choice, empty, howToStart, label, nothingInTime, operationTag, panel, table, to } from './parts.js';

export const title = () => 'Traces';

const FILTERS = ['agent', 'namespace', 'key', 'session', 'status', 'commands', 'least_ms', 'most_ms'];

/** The list stays while its filters change. */
export const keeps = () => true;

export async function load(query, signal) {
  const parameters = { ...time(query), ...filters(query) };
  const isNarrow = ['agent', 'namespace', 'key', 'session', 'status'].some((each) => query[each]);
  return document_(isNarrow ? 'traces' : 'newest', parameters, signal);
}

/** Conversations and what filters offer come after the list. */
export async function later(query, signal) {
  const [{ sessions }, { names }] = await Promise.all([document_('sessions', time(query), signal), document_('names', {}, signal)]);
  return { sessions, names };
}

function filters(query) {
  const given = {};
  for (const each of FILTERS) {
    if (query[each]) {
      given[each] = each.endsWith('_ms') ? Number(query[each]) : query[each];
    }
  }
  return given;
}

function form(query, names) {
  const change = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget.form ?? event.currentTarget));
    go('traces', { ...kept(query), live: query.live, ...given });
  };
  const field = (id, text, kind) => html`<label>${text}
    <input name=${id} .value=${query[id] ?? ''} list=${'names-' + id} autocomplete="off" placeholder="any" @change=${change} />
    ${kind ? html`<datalist id=${'names-' + id}>${names.filter((each) => each.kind === kind).map((each) => html`<option value=${each.name}></option>`)}</datalist>` : nothing}
  </label>`;
  const number = (id, text) => html`<label>${text}
    <input name=${id} type="number" min="0" step="any" .value=${query[id] ?? ''} placeholder="any" @change=${change} /></label>`;
  return html`<form class="filters" @submit=${change}>
    ${field('agent', 'Agent', 'agent')} ${field('namespace', 'Namespace', 'namespace')} ${field('key', 'Key')}
    ${field('session', 'Conversation')}
    <label>Status
      <select name="status" @change=${change}>
        ${[['', 'any'], ['ok', 'without errors'], ['error', 'with errors']].map(
          ([value, text]) => html`<option value=${value} ?selected=${(query.status ?? '') === value}>${text}</option>`,
        )}
      </select></label>
    <label>Redis commands alone
      <select name="commands" @change=${change}>
        ${[['', 'left out'], ['all', 'listed too']].map(
          ([value, text]) => html`<option value=${value} ?selected=${(query.commands ?? '') === value}>${text}</option>`,
        )}
      </select></label>
    ${number('least_ms', 'At least, ms')} ${number('most_ms', 'At most, ms')}
    ${Object.keys(filters(query)).length ? html`<p class="clear">${to('traces', { ...kept(query), live: query.live }, 'Clear the filters')}</p>` : nothing}
    <button type="submit" class="hidden">Apply</button>
  </form>`;
}

const columns = (query) => [
  ['Start', (row) => moment(row.start_ms, true), 'time'],
  ['What', (row) => to('trace', { id: row.trace_id, ...(query.compare ? { id: query.compare, other: row.trace_id } : {}) }, label(row.name, 70))],
  ['Agents', (row) => html`${row.agents.slice(0, 4).map((agent, i) => html`${i ? ', ' : ''}${label(agent, 40)}`)}${row.agents.length > 4 ? ` and ${row.agents.length - 4} more` : ''}`],
  ['Operations', (row) => count(row.operations), 'number'],
  ['Commands', (row) => count(row.commands), 'number'],
  ['Missed', (row) => (row.missed ? html`<span class="bad">${count(row.missed)}</span>` : '0'), 'number'],
  ['Errors', (row) => (row.errors ? html`<span class="bad">${count(row.errors)}</span>` : '0'), 'number'],
  ['Spans', (row) => count(row.spans), 'number'],
  ['Duration', (row) => ms(row.duration_ms), 'number'],
];

/** The stream of what arrives, open as long as it is shown. */
const tail = { stop: undefined, isOn: false, operations: undefined };

function listen(own, redraw) {
  if (tail.stop) {
    return;
  }
  tail.stop = new AbortController();
  live(
    tail.stop.signal,
    (event) => {
      tail.operations = event.operations;
      redraw();
    },
    (isOn) => {
      tail.isOn = isOn;
      redraw();
    },
  );
}

function silence() {
  tail.stop?.abort();
  tail.stop = undefined;
  tail.operations = undefined;
}

// A view that is left listens no longer.
addEventListener('hashchange', () => {
  if (!/^#\/?traces\?.*live=1/.test(location.hash)) {
    silence();
  }
});

function tailPanel(own, redraw) {
  listen(own, redraw);
  const rows = tail.operations;
  return panel(
    'Live',
    rows === undefined
      ? html`<p class="waiting">Connecting …</p>`
      : rows.length === 0
        ? empty('No memory operation in the last ten minutes; the next one shows up here.')
        : table(
            'The newest memory operations',
            [
              ['Time', (row) => moment(row.start_ms, true), 'time'],
              ['Operation', (row) => operationTag(row.operation)],
              ['Agent', (row) => label(row.agent, 40)],
              ['Key or pattern', (row) => to('trace', { id: row.trace_id, span: row.span_id }, label(row.key, 60))],
              ['Namespace', (row) => label(row.namespace, 40)],
              ['Result', (row) => (row.failed ? html`<span class="bad">failed</span>` : row.found === false ? html`<span class="bad">missed</span>` : row.results !== null ? many(row.results, 'result') : row.bytes !== null ? bytes(row.bytes) : '')],
              ['Duration', (row) => ms(row.duration_ms), 'number'],
            ],
            rows.slice(0, 15),
          ),
    { wide: true, note: tail.isOn ? 'The newest first; updated once a second.' : 'The connection is away; trying again.' },
  );
}

export function view({ query, data, more, status, redraw, own }) {
  const { sessions, names } = more === undefined || more instanceof Error ? { sessions: [], names: [] } : more;
  const isFiltered = Object.keys(filters(query)).length > 0;
  const shown = data.traces;
  return html`
    ${panel('Filters', form(query, names), {
      wide: true,
      tools: choice('Live', [['', 'Newest'], ['1', 'Live']], query.live ?? '', (value) => go('traces', { ...query, live: value })),
    })}
    ${query.live ? tailPanel(own, redraw) : nothing}
    ${query.compare
      ? html`<p class="hint">Choose the trace to compare with. ${to('trace', { id: query.compare }, 'Back to the first one')}</p>`
      : nothing}
    ${shown.length === 0
      ? isFiltered
        ? empty('No trace matches the filters.', to('traces', kept(query), 'Clear the filters'))
        : status?.spans
          ? nothingInTime({ view: 'traces', rest: query })
          : howToStart()
      : panel(query.session ? html`Turns of the conversation ${label(query.session, 60)}` : 'Traces',
          table('Traces, the newest first', columns(query), query.session ? [...shown].reverse() : shown, (row) => (row.errors ? 'failed' : '')), {
          wide: true,
          note: shown.length === 100 ? 'The newest 100; filters show others.' : many(shown.length, query.session ? 'turn' : 'trace'),
        })}
    ${isFiltered || sessions.length === 0
      ? nothing
      : panel(
          'Conversations',
          table(
            'Conversations',
            [
              ['Conversation', (row) => to('traces', { ...kept(query), session: row.session }, label(row.session, 60))],
              ['Turns', (row) => many(row.turns, 'turn'), 'number'],
              ['Memory operations', (row) => count(row.operations), 'number'],
              ['Errors', (row) => count(row.errors), 'number'],
              ['First', (row) => moment(row.first), 'time'],
              ['Last', (row) => moment(row.last), 'time'],
            ],
            sessions.slice(0, 20),
          ),
          { wide: true, note: 'Each trace of a conversation is a turn.' },
        )}`;
}
