// A trace as a timeline, with the Redis commands beneath the operations that sent them; or two of them side by side.

import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { link } from './route.js';
import { bytes, count, many, moment, ms, name, word } from './format.js';
import { empty, facts, label, operationTag, operationType, panel, partOf, to } from './parts.js';

/** Lines that are shown at once; a page of more would be slow to scroll. */
const LINES = 500;

export const title = () => 'Trace';
export const timeless = true;
export const refresh = false;

/** Choosing another span loads nothing. */
export const keeps = () => true;

const known = new Map();

export async function load(query, signal) {
  const ids = [query.id ?? 'latest', ...(query.other ? [query.other] : [])];
  for (const id of known.keys()) {
    if (!ids.includes(id)) {
      known.delete(id);
    }
  }
  return Promise.all(
    ids.map(async (id) => {
      if (!known.has(id) || id === 'latest') {
        known.set(id, prepare(await api.trace(id, signal)));
      }
      return known.get(id);
    }),
  );
}

function group(spans) {
  const groups = new Map();
  spans.forEach((span) => groups.set(span.spanId, [...(groups.get(span.spanId) ?? []), span]));
  return groups;
}

/** The client's and the server's span of a call may share an id: then the server's is a child of the client's. */
function parentOf(span, byId) {
  const call = span.kind === 'SERVER' ? byId.get(span.spanId).find((each) => each.kind === 'CLIENT') : undefined;
  if (call) {
    return call;
  }
  const parents = span.parentSpanId && span.parentSpanId !== span.spanId ? byId.get(span.parentSpanId) ?? [] : [];
  const servers = parents.filter((each) => each.kind === 'SERVER');
  return servers.find((each) => each.service === span.service) ?? servers[0] ?? parents[0];
}

/** The spans as lines: each below its parent, siblings by their start. */
function prepare(trace) {
  const byId = group(trace.spans);
  const children = new Map();
  const roots = [];
  for (const span of trace.spans) {
    const parent = parentOf(span, byId);
    if (parent) {
      children.set(parent, [...(children.get(parent) ?? []), span]);
    } else {
      roots.push(span);
    }
  }
  const lines = [];
  const seen = new Set();
  const waiting = roots.reverse().map((span) => [span, 0, undefined]);
  while (waiting.length) {
    const [span, depth, around] = waiting.pop();
    if (seen.has(span)) {
      continue;
    }
    seen.add(span);
    const agent = span.memory.agent ?? around;
    lines.push({ span, depth, agent });
    for (const child of (children.get(span) ?? []).reverse()) {
      waiting.push([child, depth + 1, agent]);
    }
  }
  const from = Math.min(...trace.spans.map((span) => span.startTime));
  const to_ = Math.max(...trace.spans.map((span) => span.endTime));
  const root = lines[0].span;
  return { ...trace, lines, from, to: to_, root, title: root.attributes['workflow.name'] ?? root.name };
}

function type(span) {
  if (span.status.code === 'ERROR') {
    return 'bar-failed';
  }
  const what = span.memory.operation;
  return what ? operationType(what) : span.memory.databaseCall ? 'bar-redis' : 'bar-task';
}

/** What a line says of itself beyond its name. */
function said(span) {
  const memory = span.memory;
  const parts = [];
  if (memory.operation) {
    if (memory.found === false) {
      parts.push(html`<span class="bad">missed</span>`);
    }
    if (memory.results !== undefined) {
      parts.push(many(memory.results, 'result'));
    }
    if (memory.bytes !== undefined) {
      parts.push(bytes(memory.bytes));
    }
  }
  if (span.status.code === 'ERROR') {
    parts.push(html`<span class="bad">failed</span>`);
  }
  if (span.warnings) {
    parts.push(html`<span class="bad">clock</span>`);
  }
  return parts.map((part) => html` <span class="part">${part}</span>`);
}

const subject = (span) =>
  span.memory.subject ?? span.attributes['redis.key'] ?? span.attributes['workflow.name'] ?? span.attributes['test.name'];

function line({ span, depth, agent }, trace, query, chosen, which) {
  const total = Math.max(trace.to - trace.from, 0.001);
  const x = (1000 * (span.startTime - trace.from)) / total;
  const what = span.memory.operation;
  const indent = 'd' + Math.min(depth, 8);
  const select = { ...query, span: span.spanId, of: which ? '1' : '' };
  return html`<li class="line ${span.spanId === chosen ? 'chosen' : ''} ${span.memory.databaseCall ? 'redis' : ''}">
    <a href=${link('trace', select)} aria-current=${span.spanId === chosen ? 'true' : nothing}>
      <span class="who ${indent}">
        ${what ? operationTag(what) : html`<span class="spanname">${name(span.name, 60)}</span>`}
        ${subject(span) !== undefined ? label(subject(span), 60) : nothing}
        ${agent && !what && !span.memory.databaseCall ? html`<span class="soft">${name(agent, 40)}</span>` : nothing}
        ${said(span)}
      </span>
      <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class=${type(span)} x=${Math.min(x, 997)} width=${Math.max(3, (1000 * span.duration) / total)} y="0" height="10" rx="2"></rect>
      </svg>
      <span class="took">${ms(span.duration)}</span>
    </a>
  </li>`;
}

function value(of) {
  return typeof of === 'object' ? JSON.stringify(of, null, 1) : String(of);
}

function unit(key, of) {
  if (/value_size$|\.bytes$/.test(key)) {
    return ` (${bytes(of)})`;
  }
  return /_ms$/.test(key) ? ' ms' : /ttl$/.test(key) ? ' s' : '';
}

function details(trace, span, query) {
  if (!span) {
    return panel('Details', empty('Choose a line to see what its span says.'));
  }
  const at = span.attributes;
  const { key, namespace } = span.memory;
  return panel(
    label(span.name, 60),
    html`
      <p class="links">
        ${key ? to('key', { namespace, key }, 'Life of this key') : nothing}
        ${namespace ? to('namespace', { namespace }, 'Its namespace') : nothing}
      </p>
      <dl class="attributes">
        <div><dt>start</dt><dd>${moment(span.startTime, true)}, ${ms(span.startTime - trace.from)} after the first span</dd></div>
        <div><dt>duration</dt><dd>${ms(span.duration)}</dd></div>
        ${(span.warnings ?? []).map((warning) => html`<div><dt>clock</dt><dd class="bad">${name(warning, 300)}</dd></div>`)}
        ${span.service ? html`<div><dt>service</dt><dd>${name(span.service, 100)}</dd></div>` : nothing}
        <div><dt>status</dt><dd class=${span.status.code === 'ERROR' ? 'bad' : ''}>${span.status.code}${span.status.message ? ': ' + name(span.status.message, 2000) : ''}</dd></div>
        <div><dt>kind</dt><dd>${span.kind}</dd></div>
        ${Object.entries(at).map(
          ([key, of]) => html`<div><dt>${name(key, 100)}</dt><dd><bdi>${name(value(of), 4000)}</bdi>${unit(key, of)}</dd></div>`,
        )}
        <div><dt>span</dt><dd class="mono">${span.spanId}</dd></div>
      </dl>
      ${span.events.length
        ? html`<h3>Events</h3><ul class="events">
            ${span.events.map(
              (event) => html`<li><b>${name(event.name, 80)}</b> <span class="soft">after ${ms(event.timestamp - span.startTime)}</span>
                ${event.attributes ? html`<dl class="attributes">${Object.entries(event.attributes).map(([key, of]) => html`<div><dt>${name(key, 100)}</dt><dd><bdi>${name(value(of), 2000)}</bdi></dd></div>`)}</dl>` : nothing}</li>`,
            )}
          </ul>`
        : nothing}`,
  );
}

function summary(trace) {
  const count_ = (test) => trace.spans.filter(test).length;
  const agents = new Set(trace.lines.map((each) => each.agent).filter(Boolean)).size;
  return html`${facts([
    [ms(trace.to - trace.from), 'duration'],
    [count(count_((span) => span.memory.operation && !span.memory.nested)), 'memory operations'],
    [count(count_((span) => span.memory.databaseCall)), 'Redis commands'],
    [count(agents), word(agents, 'agent')],
    [count(count_((span) => span.memory.found === false)), 'reads that missed'],
    [count(count_((span) => span.status.code === 'ERROR')), 'errors', count_((span) => span.status.code === 'ERROR') ? 'bad' : ''],
  ])}${partOf(trace.spans.length, trace.spanCount, 'spans')}`;
}

function timeline(trace, query, chosen, which, own, redraw) {
  const most = own['all' + which] ? Infinity : LINES;
  return panel(
    label(trace.title, 80),
    html`<ol class="timeline" @keydown=${walk}>${trace.lines.slice(0, most).map((each) => line(each, trace, query, chosen, which))}</ol>
      ${trace.lines.length > most
        ? html`<button type="button" @click=${() => { own['all' + which] = true; redraw(); }}>Show ${many(trace.lines.length - most, 'more span')}</button>`
        : nothing}`,
    {
      note: html`${moment(trace.from)} · ${many(trace.spanCount, 'span')}${trace.spanCount > trace.spans.length ? `, the first ${count(trace.spans.length)} here` : ''}`,
    },
  );
}

/** Arrow keys go from line to line. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const lines = [...event.currentTarget.querySelectorAll('a')];
    const next = lines[lines.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
}

export const heading = (query) => (query.other ? 'Two traces' : 'Trace');

export const subtitle = (query) => html`<p class="soft mono">${name(query.id ?? 'latest', 40)}</p>`;

export function view({ query, data, own, redraw }) {
  const [first, second] = data;
  const of = query.of === '1' && second ? second : first;
  const span = of.spans.find((each) => each.spanId === query.span);
  const chosen = span?.spanId;
  if (second) {
    return html`<p class="hint">${to('trace', { id: query.id }, 'Only the first')} · ${to('trace', { id: query.other }, 'Only the second')}</p>
      <div class="columns">
        ${[first, second].map((trace, i) => html`<div>${summary(trace)}${timeline(trace, query, of === trace ? chosen : undefined, i, own, redraw)}</div>`)}
      </div>
      ${details(of, span, query)}`;
  }
  const session = first.spans.map((each) => each.memory.session).find(Boolean);
  return html`
    <p class="hint">
      ${to('traces', { compare: first.traceId }, 'Compare with another trace')}
      ${session ? html` · ${to('traces', { session }, html`All turns of the conversation ${label(session, 40)}`)}` : nothing}
    </p>
    ${summary(first)}
    <div class="beside">${timeline(first, query, chosen, 0, own, redraw)}<div class="sticky">${details(first, span, query)}</div></div>`;
}
