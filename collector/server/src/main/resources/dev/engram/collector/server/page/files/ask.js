// SQL over all that was received: the documented queries, completion of names, results as table and chart, and what the
// collector says of itself.

import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { go } from './route.js';
import { bars, room } from './chart.js';
import { bytes, count, many, ms, name } from './format.js';
import { choice, empty, panel, table } from './parts.js';

export const title = () => 'Ask';
export const timeless = true;
export const refresh = false;
export const keeps = () => true;

const VIEWS = ['spans', 'metrics', 'memory_operations', 'memory_minutes', 'findings'];
const FIRST = "SELECT operation, count(*) AS operations, avg(duration_ms) AS mean_ms\nFROM memory_operations\nGROUP BY operation\nORDER BY operations DESC";

let known;

export async function load(query) {
  known ??= Promise.all([api.queries(), names()]).catch((e) => {
    known = undefined;
    throw e;
  });
  const [[queries, words], status] = await Promise.all([known, api.status()]);
  return { queries, words, status };
}

/** Names that can be completed: views, their columns, and the attributes of spans. */
async function names() {
  const columns = await api.query(
    `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE table_name IN ('${VIEWS.join("', '")}') AND schema_name = 'main'`,
  ).catch(() => ({ rows: [] }));
  const words = new Map(VIEWS.map((view) => [view, 'view']));
  for (const [view, column, type] of columns.rows) {
    words.set(column, view + ', ' + (type.startsWith('STRUCT') ? 'fields' : type));
    if (view === 'spans' && column === 'attributes') {
      for (const [, field] of type.matchAll(/"([^"]+)" [A-Z]/g)) {
        words.set(`attributes['${field}']`, 'attribute of a span');
      }
    }
  }
  return [...words].map(([word, of]) => ({ word, of }));
}

async function run(app) {
  const { own, redraw } = app;
  const sql = own.sql;
  go('ask', { sql, show: app.query.show });
  own.running?.abort();
  own.running = new AbortController();
  const { signal } = own.running;
  own.waiting = true;
  own.failure = undefined;
  redraw();
  const start = performance.now();
  try {
    own.result = await api.query(sql, signal);
    own.resultOf = sql;
    own.unsaved = undefined;
    own.took = performance.now() - start;
  } catch (e) {
    if (signal.aborted) {
      return;
    }
    own.failure = e;
    own.result = undefined;
  }
  own.waiting = false;
  redraw();
}

/** The word that is being typed, and what it may become. */
function suggestions(text, at, words) {
  const word = text.slice(0, at).match(/[\w.'[\]]+$/)?.[0] ?? '';
  const plain = word.replace(/^attributes\['?/, '').toLowerCase();
  if (plain.length < 2) {
    return { word, found: [] };
  }
  const found = words.filter((each) => each.word.toLowerCase().includes(plain) && each.word !== word);
  found.sort((a, b) => rank(a.word, plain) - rank(b.word, plain) || a.word.length - b.word.length);
  return { word, found: found.slice(0, 8) };
}

const rank = (word, plain) => (word.toLowerCase().startsWith(plain) ? 0 : 1);

function complete(app, area, each) {
  const { word } = suggestions(area.value, area.selectionStart, app.data.words);
  const at = area.selectionStart;
  const end = area.value.slice(at).match(/^'?\]?/)[0].length && each.word.includes('[') ? area.value.slice(at).match(/^'?\]?/)[0].length : 0;
  area.setRangeText(each.word, at - word.length, at + end, 'end');
  app.own.sql = area.value;
  app.own.found = [];
  app.redraw();
  area.focus();
}

function typed(app, event) {
  const area = event.target;
  app.own.sql = area.value;
  app.own.found = suggestions(area.value, area.selectionStart, app.data.words).found;
  app.own.chosen = 0;
  app.redraw();
}

function pressed(app, event) {
  const { own, redraw } = app;
  const found = own.found ?? [];
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run(app);
  } else if (found.length && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    own.chosen = (own.chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length;
    redraw();
  } else if (found.length && (event.key === 'Enter' || event.key === 'Tab')) {
    event.preventDefault();
    complete(app, event.target, found[own.chosen]);
  } else if (found.length && event.key === 'Escape') {
    event.preventDefault();
    own.found = [];
    redraw();
  }
}

function editor(app) {
  const { own } = app;
  const found = own.found ?? [];
  return html`<div class="editor">
    <label for="sql" class="hidden">SQL statement</label>
    <textarea id="sql" rows="9" spellcheck="false" autocomplete="off" autocapitalize="off" role="combobox" aria-autocomplete="list"
      aria-expanded=${found.length > 0} aria-controls="completions"
      aria-activedescendant=${found.length ? 'completion-' + own.chosen : nothing}
      .value=${own.sql} @input=${(event) => typed(app, event)} @keydown=${(event) => pressed(app, event)}></textarea>
    <ul id="completions" role="listbox" aria-label="Completions" class=${found.length ? '' : 'none-open'}>
      ${found.map(
        (each, i) => html`<li id=${'completion-' + i} role="option" aria-selected=${i === own.chosen}
          @mousedown=${(event) => { event.preventDefault(); complete(app, document.getElementById('sql'), each); }}>
          <span class="mono">${each.word}</span> <span class="soft">${each.of}</span></li>`,
      )}
    </ul>
    <p class="run">
      <button type="button" class="main" @click=${() => run(app)}>Run</button>
      <span class="soft">Ctrl-Enter runs it; it can only read. What is typed is completed by Tab.</span>
    </p>
  </div>`;
}

const saveText = (text, type, ending) => save(new Blob([text], { type }), ending);

function save(content, ending) {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = 'engram.' + ending;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Types are lost in what is shown, so the collector runs the statement again and writes the file. */
async function saveParquet({ own, redraw }) {
  own.unsaved = undefined;
  try {
    save(await api.parquet(own.resultOf), 'parquet');
  } catch (e) {
    own.unsaved = e;
  }
  redraw();
}

const plain = (value) => (value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** As RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe. */
function csv(result) {
  const cell = (value) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? "'" + value : plain(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return [result.columns.map((column) => column.name), ...result.rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

const objects = (result) =>
  result.rows.map((row) => Object.fromEntries(row.map((value, i) => [result.columns[i].name, value])));

const isNumber = (column) => /INT|DOUBLE|DECIMAL|FLOAT/.test(column.type);

/** The first column that is no number names the bars, the first or chosen number is their length. */
function chart(app, result) {
  const numbers = result.columns.map((column, i) => [column, i]).filter(([column]) => isNumber(column));
  if (numbers.length === 0 || result.rows.length === 0) {
    return empty('A chart needs a column of numbers, and rows.');
  }
  const names_ = result.columns.map((column, i) => [column, i]).filter(([column]) => !isNumber(column));
  const chosen = numbers.find(([column]) => column.name === app.own.measure) ?? numbers[0];
  const rows = result.rows.slice(0, 40).map((row, i) => ({
    name: names_.length ? names_.map(([, at]) => plain(row[at])).join(' · ') : String(i + 1),
    value: Math.max(0, Number(row[chosen[1]] ?? 0)),
  }));
  return html`
    ${numbers.length > 1
      ? choice('What the bars show', numbers.map(([column]) => [column.name, column.name]), chosen[0].name, (value) => { app.own.measure = value; app.redraw(); })
      : nothing}
    ${bars({ rows, title: chosen[0].name, shown: (value) => (/_ms$/.test(chosen[0].name) ? ms(value) : /bytes|size/.test(chosen[0].name) ? bytes(value) : Number.isInteger(value) ? count(value) : value.toPrecision(4)), width: room(1) })}
    ${result.rows.length > 40 ? html`<p class="soft">The first 40 of ${count(result.rows.length)} rows.</p>` : nothing}`;
}

function result(app) {
  const { own, query } = app;
  if (own.failure) {
    return panel('Result', html`<p class="bad" role="alert">${own.failure.message}</p>`, { wide: true });
  }
  if (!own.result) {
    return own.waiting ? panel('Result', html`<p class="waiting">Running …</p>`, { wide: true }) : nothing;
  }
  const shown = own.result;
  const kind = query.show ?? 'table';
  const content =
    shown.rows.length === 0
      ? empty('The statement has no rows.')
      : kind === 'chart'
        ? chart(app, shown)
        : table(
            'Result',
            shown.columns.map((column, i) => [
              name(column.name, 60),
              (row) => (row[i] === null ? html`<span class="none">NULL</span>` : html`<bdi class="name">${name(plain(row[i]), 300)}</bdi>`),
              isNumber(column) ? 'number' : '',
            ]),
            shown.rows.slice(0, 500),
          );
  return panel(
    'Result',
    own.unsaved ? html`<p class="bad" role="alert">${own.unsaved.message}</p>${content}` : content,
    {
      wide: true,
      note: `${many(shown.rows.length, 'row')}${shown.truncated ? ', cut off' : ''}${shown.rows.length > 500 && kind === 'table' ? ', 500 shown' : ''} in ${ms(own.took)}`,
      tools: html`<div class="actions">
        ${choice('Result as', [['table', 'Table'], ['chart', 'Chart']], kind, (show) => go('ask', { ...query, show }))}
        <button type="button" @click=${() => saveText(csv(shown), 'text/csv', 'csv')}>CSV</button>
        <button type="button" @click=${() => saveText(JSON.stringify(objects(shown), null, 1), 'application/json', 'json')}>JSON</button>
        <button type="button" @click=${() => saveParquet(app)}>Parquet</button>
      </div>`,
    },
  );
}

const STATUS = [
  ['spans', 'spans in the store', count],
  ['metricPoints', 'metric points in the store', count],
  ['database', 'database', (value) => name(value, 200)],
  ['databaseBytes', 'size of its files', bytes],
  ['refusedRequests', 'requests refused', count],
];

const ITEMS = [
  ['accepted', 'accepted since the start'],
  ['stored', 'stored'],
  ['queued', 'waiting to be stored'],
  ['duplicates', 'left out: they had arrived before'],
  ['failed', 'that could not be stored'],
  ['dropped', 'deleted to stay within the limits'],
  ['rejected', 'rejected: no valid spans or points'],
];

function state(status) {
  return panel(
    'The collector',
    html`${status.trouble ? html`<p class="trouble">${status.trouble}</p>` : html`<p class="good">It is well.</p>`}
      <dl class="attributes">
        ${STATUS.map(([field, word, shown]) => html`<div><dt>${word}</dt><dd>${shown(status[field])}</dd></div>`)}
        ${ITEMS.map(([field, word]) => html`<div><dt>items ${word}</dt><dd>${count(status.items?.[field])}</dd></div>`)}
        ${Object.entries(status.ports ?? {}).map(([port, number]) => html`<div><dt>port, ${{ grpc: 'OTLP over gRPC', http: 'OTLP over HTTP', api: 'page and queries' }[port] ?? port}</dt><dd>${number}</dd></div>`)}
      </dl>`,
  );
}

export function view(app) {
  const { data, own, query } = app;
  if (own.sql === undefined) {
    own.sql = query.sql ?? FIRST;
    if (query.sql) {
      setTimeout(() => run(app));
    }
  }
  const use = (sql) => {
    own.sql = sql;
    own.found = [];
    run(app);
  };
  return html`
    <div class="asking">
      ${panel('SQL', editor(app))}
      ${panel(
        'Ten queries',
        html`<ol class="queries">
          ${data.queries.map(
            (each) => html`<li><button type="button" title=${each.text} @click=${() => use(each.sql)}>${each.title}</button></li>`,
          )}
        </ol>`,
        { note: 'Those of docs/sql.md; one click runs one.' },
      )}
    </div>
    ${result(app)} ${state(data.status)}`;
}
