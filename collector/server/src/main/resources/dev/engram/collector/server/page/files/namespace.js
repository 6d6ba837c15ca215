// One namespace: what is done with it, how fast, and with which keys; or the list of all.

import { html, nothing } from './lit-html.js';
import { load as document_ } from './api.js';
import { go, kept, time } from './route.js';
import { bars, latency, room } from './chart.js';
import { ago, bytes, count, many, moment, ms, name, percent, span } from './format.js';
import { choice, cut, empty, facts, findings, hits, howToStart, label, nothingInTime, operationTag, panel, table, to } from './parts.js';

const isOne = (query) => query.namespace !== undefined;

export const title = (query) => (isOne(query) ? 'Namespace ' + name(query.namespace, 60) : 'Namespaces');
export const heading = (query) => (isOne(query) ? html`<span class="soft">Namespace</span> ${label(query.namespace, 200)}` : 'Namespaces');
export const keeps = () => true;

export async function load(query, signal) {
  const at = time(query);
  if (!isOne(query)) {
    return { ...(await document_('namespaces', { ...at, contains: query.contains ?? null }, signal)), of: undefined };
  }
  const parameters = { ...at, namespace: query.namespace };
  const [one, keys] = await Promise.all([
    document_('namespace', parameters, signal),
    document_('namespacekeys', parameters, signal),
  ]);
  return { ...one, ...keys, of: query.namespace };
}

export const later = (query, signal) =>
  isOne(query) ? document_('findings', { ...time(query), namespace: query.namespace }, signal) : Promise.resolve(undefined);

export function view(app) {
  const { query, data } = app;
  if (data.of !== query.namespace) {
    return html`<p class="waiting whole">Loading …</p>`;
  }
  return isOne(query) ? one(app) : all(app);
}

function all({ query, data, status }) {
  const search = (event) => go('namespace', { ...kept(query), contains: event.target.value });
  return panel(
    'Namespaces',
    data.namespaces.length === 0
      ? query.contains
        ? empty('No namespace has this in its name.')
        : status?.spans
          ? nothingInTime({ view: 'namespace', rest: query })
          : howToStart()
      : table(
          'Namespaces',
          [
            ['Namespace', (row) => to('namespace', { ...kept(query), namespace: row.namespace }, label(row.namespace, 80))],
            ['Operations', (row) => count(row.operations), 'number'],
            ['Agents', (row) => count(row.agents), 'number'],
            ['Hit ratio', hits, 'number'],
            ['Errors', (row) => (row.errors ? html`<span class="bad">${count(row.errors)}</span>` : '0'), 'number'],
            ['Stored', (row) => bytes(row.stored_bytes), 'number'],
            ['Last used', (row) => ago(row.last), 'number'],
          ],
          data.namespaces,
        ),
    {
      wide: true,
      note: data.namespaces.length === 200 ? 'The busiest 200' : '',
      tools: html`<input type="search" aria-label="Part of the name" placeholder="Part of the name" .value=${query.contains ?? ''} @change=${search} />`,
    },
  );
}

const SORTS = [
  ['size', 'Largest'],
  ['unread', 'Never read'],
  ['missed', 'Missed'],
];

function sorted(keys, by) {
  switch (by) {
    case 'unread':
      return keys.filter((row) => row.stores > 0 && row.reads === 0);
    case 'missed':
      return keys.filter((row) => row.missed > 0).sort((a, b) => b.missed - a.missed);
    default:
      return keys;
  }
}

function redis(data) {
  const value = (name) => data.redis.filter((row) => row.name === 'memory.keyspace.' + name).reduce((sum, row) => sum + row.value, 0);
  return data.redis.length === 0
    ? nothing
    : panel(
        'In Redis now',
        facts([
          [count(value('keys')), 'keys'],
          [count(value('without_ttl')), 'keys without a TTL'],
          [bytes(value('size')), 'size'],
        ]),
        { wide: true, note: html`Counted ${ago(data.redis[0].start_ms)} on ${label(data.redis[0].server, 60)}; the spans know ${many(data.keys[0]?.all_keys ?? 0, 'key')}.` },
      );
}

function one({ query, data, more, status }) {
  const { operations, keys, agents } = data;
  if (operations.length === 0) {
    return status?.spans
      ? empty('Nothing happened in this namespace in the chosen time.', html`<p>${to('namespace', { ...query, range: 'all', from: '', to: '' }, 'Show all time')} · ${to('namespace', kept(query), 'All namespaces')}</p>`)
      : howToStart();
  }
  const sum = (field, test = () => true) => operations.filter(test).reduce((all, row) => all + (row[field] ?? 0), 0);
  const of = (operation) => (row) => row.operation === operation;
  const reads = sum('operations', of('retrieve')) + sum('operations', of('search'));
  const writes = sum('operations', of('store'));
  const by = query.sort ?? 'size';
  const shown = sorted(keys, by).slice(0, 60);
  const allKeys = keys[0]?.all_keys ?? 0;
  return html`
    ${facts([
      [count(sum('operations')), 'memory operations'],
      [percent(sum('found'), sum('found') + sum('missed')), 'of reads found a value'],
      [writes ? (reads / writes).toFixed(1) + ' : 1' : reads + ' : 0', 'reads to writes'],
      [count(allKeys), 'keys'],
      [count(keys[0]?.unread_keys ?? 0), 'keys never read', keys[0]?.unread_keys ? 'bad' : ''],
      [bytes(sum('bytes', of('store'))), 'stored'],
    ])}
    <div class="columns">
      ${panel(
        'Operations',
        table(
          'Operations',
          [
            ['Operation', (row) => operationTag(row.operation)],
            ['Number', (row) => count(row.operations), 'number'],
            ['Errors', (row) => (row.errors ? html`<span class="bad">${count(row.errors)}</span>` : '0'), 'number'],
            ['Nothing found', (row) => (row.operation === 'search' ? count(row.empty) : row.operation === 'retrieve' ? count(row.missed) : '–'), 'number'],
            ['p50', (row) => ms(row.p50_ms), 'number'],
            ['p95', (row) => ms(row.p95_ms), 'number'],
            ['Longest', (row) => ms(row.max_ms), 'number'],
          ],
          operations,
        ),
        { note: 'p50 and p95 are upper bounds' },
      )}
      ${panel(
        'Agents',
        bars({
          rows: agents.slice(0, 10).map((row) => ({ name: row.agent || 'no agent', value: row.operations })),
          title: 'Operations by agent',
          shown: (value) => count(value),
          width: room(2),
        }),
        { note: cut(10, agents[0]?.all_agents ?? 0, 'agents') || 'operations of each' },
      )}
    </div>
    ${panel(
      'Latency over time',
      latency({ rows: data.latency, title: 'How long operations took, over time', width: room(1) }),
      { wide: true, note: 'The darker, the more operations took this long.' },
    )}
    ${redis(data)}
    ${panel(
      'Keys',
      shown.length === 0
        ? empty(by === 'unread' ? 'Every key that was stored was read.' : by === 'missed' ? 'No read missed.' : 'No operation here names a key.')
        : table(
            'Keys',
            [
              ['Key', (row) => to('key', { ...kept(query), namespace: query.namespace, key: row.key }, label(row.key, 90))],
              ['Value', (row) => bytes(row.bytes), 'number'],
              ['TTL', (row) => (row.ttl_s === null ? 'none known' : span(row.ttl_s * 1000)), 'number'],
              ['Stores', (row) => count(row.stores), 'number'],
              ['Reads', (row) => (row.reads === 0 && row.stores ? html`<span class="bad">never</span>` : count(row.reads)), 'number'],
              ['Missed', (row) => (row.missed ? html`<span class="bad">${count(row.missed)}</span>` : '0'), 'number'],
              ['Deletes', (row) => count(row.deletes), 'number'],
              ['Last used', (row) => moment(row.last), 'time'],
            ],
            shown,
          ),
      {
        wide: true,
        note: cut(shown.length, { unread: keys[0]?.unread_keys, missed: keys[0]?.missed_keys }[by] ?? allKeys, 'keys'),
        tools: choice('Which keys', SORTS, by, (sort) => go('namespace', { ...query, sort })),
      },
    )}
    ${panel(
      'Findings here',
      more === undefined || more instanceof Error ? html`<p class="waiting">${more instanceof Error ? more.message : 'Looking for what is conspicuous …'}</p>` : findings(more.found, kept(query)),
      { wide: true },
    )}`;
}
