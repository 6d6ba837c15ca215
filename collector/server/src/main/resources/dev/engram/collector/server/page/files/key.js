// The life of one key, a lane for each agent; or the keys that are used most.

import { html, nothing, svg } from './lit-html.js';
import { load as document_, trace } from './api.js';
import { go, kept, link, time } from './route.js';
import { room } from './chart.js';
import { ago, bytes, count, moment, ms, name, span, tick } from './format.js';
import { cut, empty, facts, howToStart, label, nothingInTime, operationTag, panel, partOf, table, to } from './parts.js';

export const title = (query) => (query.key ? 'Key ' + name(query.key, 60) : 'Keys');
export const heading = (query) => (query.key ? html`<span class="soft">Key</span> ${label(query.key, 200)}` : 'Keys');
export const subtitle = (query) =>
  query.key && query.namespace ? html`<p>in ${to('namespace', { ...kept(query), namespace: query.namespace }, label(query.namespace, 100))}</p>` : nothing;
export const keeps = () => true;

export async function load(query, signal) {
  if (!query.key) {
    return {
      ...(await document_('keys', { ...time(query), contains: query.contains ?? null, namespace: query.namespace ?? null }, signal)),
      of: undefined,
    };
  }
  const { operations } = await document_('key', { ...time(query), key: query.key, namespace: query.namespace ?? null }, signal);
  return { operations: history(operations), of: query.key };
}

/** Names the memory that an operation uses: that of all services which share the namespace, or that of its own service. */
const memory = (row) => (row.shared ? row.namespace : JSON.stringify([row.namespace, row.service]));

/** Adds to each operation the version that it wrote or read, and how old this was. */
function history(operations) {
  const versions = new Map();
  const stores = new Map();
  return operations.map((row) => {
    const one = { ...row };
    const last = stores.get(memory(row));
    if (row.operation === 'store' && !row.failed) {
      const print = row.fingerprint ?? row.span_id;
      if (!versions.has(print)) {
        versions.set(print, versions.size + 1);
      }
      one.version = versions.get(print);
      one.expires = row.ttl_s > 0 ? row.start_ms + row.duration_ms + row.ttl_s * 1000 : undefined;
      stores.set(memory(row), one);
    } else if (row.operation === 'retrieve' && row.found && !row.failed) {
      one.version = row.fingerprint && versions.has(row.fingerprint) ? versions.get(row.fingerprint) : row.fingerprint ? undefined : last?.version;
      one.writer = last && one.version === last.version ? last : undefined;
      one.age = one.writer ? row.start_ms - last.start_ms : undefined;
      one.stale = last !== undefined && one.version !== undefined && one.version !== last.version;
    } else if (row.operation === 'delete' && !row.failed) {
      stores.delete(memory(row));
    }
    return one;
  });
}

export function view(app) {
  if (app.data.of !== (app.query.key || undefined)) {
    return html`<p class="waiting whole">Loading …</p>`;
  }
  return app.query.key ? one(app) : all(app);
}

function all({ query, data, status }) {
  const search = (event) => go('key', { ...kept(query), namespace: query.namespace, contains: event.target.value });
  return panel(
    'Keys that are used most',
    data.keys.length === 0
      ? query.contains
        ? empty('No key has this in it.')
        : status?.spans
          ? nothingInTime({ view: 'key', rest: query })
          : howToStart()
      : table(
          'Keys',
          [
            ['Key', (row) => to('key', { ...kept(query), namespace: row.namespace, key: row.key }, label(row.key, 80))],
            ['Namespace', (row) => to('namespace', { ...kept(query), namespace: row.namespace }, label(row.namespace, 50))],
            ['Operations', (row) => count(row.operations), 'number'],
            ['Stores', (row) => count(row.stores), 'number'],
            ['Reads', (row) => (row.reads === 0 && row.stores ? html`<span class="bad">never</span>` : count(row.reads)), 'number'],
            ['Missed', (row) => (row.missed ? html`<span class="bad">${count(row.missed)}</span>` : '0'), 'number'],
            ['Value', (row) => bytes(row.bytes), 'number'],
            ['Last used', (row) => ago(row.last), 'number'],
          ],
          data.keys,
        ),
    {
      wide: true,
      note: data.keys.length === 100 ? 'The first 100' : '',
      tools: html`<input type="search" aria-label="Part of the key" placeholder="Part of the key" .value=${query.contains ?? ''} @change=${search} />`,
    },
  );
}

const LANE = 40;
const AXIS = 26;

const color = (version) => (version === undefined ? 'v-none' : 'v' + ((version - 1) % 6));

/** What a point tells to those who cannot see it. */
function told(row) {
  const what =
    row.failed ? 'failed' : row.found === false ? 'found nothing' : row.version ? `version ${row.version}` : '';
  return `${name(row.agent, 60)}: ${name(row.operation, 20)} ${what}${row.bytes !== null ? ', ' + bytes(row.bytes) : ''} at ${moment(row.start_ms, true)}${row.age !== undefined ? `, ${span(row.age)} after it was stored` : ''}`;
}

function point(row, x, y) {
  const type = row.failed ? 'p-failed' : row.found === false ? 'p-miss' : color(row.version);
  switch (row.operation) {
    case 'store':
      return svg`<rect class=${type} x=${x - 7} y=${y - 7} width="14" height="14" rx="3"></rect>`;
    case 'delete':
      return svg`<path class="p-delete" d="M${x - 6} ${y - 6} L${x + 6} ${y + 6} M${x + 6} ${y - 6} L${x - 6} ${y + 6}"></path>`;
    default:
      return svg`<circle class=${type} cx=${x} cy=${y} r="6.5"></circle>`;
  }
}

/** Points that would lie upon each other stand side by side. */
function places(rows, from, to_, left, width) {
  const next = new Map();
  return rows.map((row) => {
    const wanted = left + ((width - left - 16) * (row.start_ms - from)) / (to_ - from);
    const x = Math.min(Math.max(wanted, next.get(row.agent) ?? 0), width - 8);
    next.set(row.agent, x + 17);
    return x;
  });
}

function lanes(rows, query) {
  const width = room(1);
  const agents = [...new Set(rows.map((row) => row.agent))].slice(0, 20);
  const seen = rows.filter((row) => agents.includes(row.agent));
  const left = Math.min(200, Math.round(width * 0.3));
  const first = seen[0].start_ms;
  const last = seen[seen.length - 1].start_ms;
  const pad = Math.max((last - first) * 0.02, 0.5);
  const from = first - pad;
  const to_ = last + pad;
  const height = agents.length * LANE + AXIS;
  const xs = places(seen, from, to_, left, width);
  const expiries = seen.filter((row) => row.expires > from && row.expires < to_);
  const most = Math.max(2, Math.floor((width - left) / 120));
  return html`<svg class="chart lanes" role="group" aria-label="Operations on this key, a lane for each agent" width=${width} height=${height}>
      ${agents.map(
        (agent, i) => svg`<text class="axis" text-anchor="end" x=${left - 18} y=${i * LANE + LANE / 2 + 4}>${name(agent, Math.floor(left / 7.5))}</text>
          <line class="grid" x1=${left - 8} x2=${width} y1=${i * LANE + LANE / 2} y2=${i * LANE + LANE / 2}></line>`,
      )}
      ${expiries.map((row) => {
        const x = left + ((width - left - 16) * (row.expires - from)) / (to_ - from);
        return svg`<line class="expiry" x1=${x} x2=${x} y1="0" y2=${height - AXIS}><title>expires ${moment(row.expires, true)}</title></line>`;
      })}
      ${seen.map(
        (row, i) => svg`<a href=${link('trace', { id: row.trace_id, span: row.span_id })} aria-label=${told(row)}>
          <title>${told(row)}</title>${point(row, xs[i], agents.indexOf(row.agent) * LANE + LANE / 2)}</a>`,
      )}
      ${Array.from({ length: most }, (_, i) => from + ((to_ - from) * i) / (most - 1)).map(
        (at, i) => svg`<text class="axis" y=${height - 4} x=${left + ((width - left - 8) * i) / (most - 1)}
          text-anchor=${i === 0 ? 'start' : i === most - 1 ? 'end' : 'middle'}>${tick(at, (to_ - from) / most)}</text>`,
      )}
    </svg>
    <p class="legend">
      <span><svg width="14" height="14"><rect class="v0" width="12" height="12" x="1" y="1" rx="3"></rect></svg>store</span>
      <span><svg width="14" height="14"><circle class="v0" cx="7" cy="7" r="6"></circle></svg>read</span>
      <span><svg width="14" height="14"><circle class="p-miss" cx="7" cy="7" r="5.5"></circle></svg>found nothing</span>
      <span><svg width="14" height="14"><path class="p-delete" d="M2 2 L12 12 M12 2 L2 12"></path></svg>delete</span>
      ${expiries.length ? html`<span><svg width="14" height="14"><line class="expiry" x1="7" x2="7" y1="0" y2="14"></line></svg>expires</span>` : nothing}
      <span>Each version of the value has its colour; a point opens its trace.</span>
    </p>`;
}

const CONTENT = 'gen_ai.memory.records';

async function compare(rows, own, redraw) {
  own.compared = 'reading';
  redraw();
  try {
    own.compared = await Promise.all(
      rows.map(async (row) => {
        const { spans } = await trace(row.trace_id);
        const content = spans.find((each) => each.spanId === row.span_id)?.attributes[CONTENT];
        return { row, content: content === undefined ? undefined : lines(content) };
      }),
    );
  } catch (e) {
    own.compared = e;
  }
  redraw();
}

/** The captured content as lines of text. */
function lines(content) {
  let records = content;
  try {
    records = typeof content === 'string' ? JSON.parse(content) : content;
  } catch {
    // Shown as it is.
  }
  const values = (Array.isArray(records) ? records : [records]).map((each) => each?.content ?? each);
  return values
    .map((each) => {
      try {
        return JSON.stringify(typeof each === 'string' ? JSON.parse(each) : each, null, 2);
      } catch {
        return String(each);
      }
    })
    .join('\n')
    .split('\n');
}

/** Lines that only one of two texts has, by the longest sequence that both have. */
export function difference(before, after) {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i][j] = before[i] === after[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const result = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      result.push([' ', before[i++]]);
      j++;
    } else if (j < after.length && (i === before.length || lengths[i][j + 1] > lengths[i + 1][j])) {
      result.push(['+', after[j++]]);
    } else {
      result.push(['-', before[i++]]);
    }
  }
  return result;
}

function versions(rows, own, redraw) {
  const stores = rows.filter((row) => row.operation === 'store' && row.version);
  const distinct = [...new Map(stores.map((row) => [row.version, row])).values()];
  if (distinct.length < 2) {
    return nothing;
  }
  const [before, after] = [own.before ?? distinct[distinct.length - 2].version, own.after ?? distinct[distinct.length - 1].version];
  const of = (version) => distinct.find((row) => row.version === version);
  const select = (field, chosen, text) => html`<label>${text}
    <select @change=${(event) => { own[field] = Number(event.target.value); own.compared = undefined; redraw(); }}>
      ${distinct.map((row) => html`<option value=${row.version} ?selected=${row.version === chosen}>version ${row.version}, ${moment(row.start_ms, true)}, ${bytes(row.bytes)}</option>`)}
    </select></label>`;
  const shown = own.compared;
  return panel(
    'Compare two versions',
    html`<div class="filters">${select('before', before, 'Before')} ${select('after', after, 'After')}
        <button type="button" class="main" @click=${() => compare([of(before), of(after)], own, redraw)}>Compare</button></div>
      ${shown === undefined
        ? nothing
        : shown === 'reading'
          ? html`<p class="waiting">Reading …</p>`
          : shown instanceof Error
            ? html`<p class="bad">${shown.message}</p>`
            : shown.some((each) => each.content === undefined)
              ? empty(
                  `Their values are not in the spans; all that is known is that they differ, and their sizes: ${bytes(shown[0].row.bytes)} and ${bytes(shown[1].row.bytes)}.`,
                  html`<p>Set ENGRAM_CAPTURE_CONTENT=true for the application to have them. Values then leave the process.</p>`,
                )
              : html`<pre class="difference">${difference(shown[0].content.slice(0, 2000), shown[1].content.slice(0, 2000)).map(
                  ([sign, text]) => html`<span class=${sign === '+' ? 'added' : sign === '-' ? 'removed' : ''}>${sign} ${name(text, 4000)}\n</span>`,
                )}</pre>`}`,
    { wide: true },
  );
}

function one({ query, data, own, redraw, status }) {
  const rows = data.operations;
  if (rows.length === 0) {
    return status?.spans
      ? empty(
          'No operation on this key in the chosen time.',
          html`<p>${to('key', { ...query, range: 'all', from: '', to: '' }, 'Show all time')} · ${to('key', kept(query), 'Other keys')}</p>`,
        )
      : howToStart();
  }
  const of = (test) => rows.filter(test).length;
  const ages = rows.map((row) => row.age).filter((age) => age !== undefined);
  const stored = rows.filter((row) => row.operation === 'store');
  const last = stored[stored.length - 1];
  return html`
    ${facts([
      [count(of((row) => row.operation === 'store')), 'stores'],
      [count(new Set(stored.map((row) => row.version).filter(Boolean)).size), 'versions'],
      [count(of((row) => row.operation === 'retrieve')), 'reads'],
      [count(of((row) => row.found === false)), 'reads that found nothing', of((row) => row.found === false) ? 'bad' : ''],
      [ages.length ? span(Math.max(...ages)) : '–', 'oldest when read'],
      [last ? bytes(last.bytes) : '–', 'when last stored'],
    ])}
    ${partOf(rows.length, rows[0].all_operations, 'operations')}
    ${panel('Its life', lanes(rows, query), {
      wide: true,
      note: cut(rows.length, rows[0].all_operations, 'operations'),
    })}
    ${versions(rows, own, redraw)}
    ${panel(
      'Operations',
      table(
        'Operations on this key, the newest first',
        [
          ['Time', (row) => moment(row.start_ms, true), 'time'],
          ['Operation', (row) => html`${operationTag(row.operation)}${row.nested ? html` <span class="soft">part of another</span>` : nothing}`],
          ['Agent', (row) => label(row.agent, 50)],
          ['Result', (row) => (row.failed ? html`<span class="bad">failed</span>` : row.found === false ? html`<span class="bad">found nothing</span>` : row.stale ? html`<span class="bad">older value</span>` : row.found ? 'found' : '')],
          ['Version', (row) => (row.version ? html`<span class="version"><svg width="12" height="12"><rect class=${color(row.version)} width="12" height="12" rx="3"></rect></svg> ${row.version}</span>` : ''), 'number'],
          ['Value', (row) => bytes(row.bytes), 'number'],
          ['Age at read', (row) => (row.age === undefined ? '' : span(row.age)), 'number'],
          ['Written by', (row) => (row.writer ? label(row.writer.agent, 40) : '')],
          ['TTL', (row) => (row.ttl_s === null ? '' : span(row.ttl_s * 1000)), 'number'],
          ['Duration', (row) => to('trace', { id: row.trace_id, span: row.span_id }, ms(row.duration_ms)), 'number'],
        ],
        [...rows].reverse().slice(0, 200),
        (row) => (row.failed ? 'failed' : ''),
      ),
      { wide: true },
    )}`;
}
