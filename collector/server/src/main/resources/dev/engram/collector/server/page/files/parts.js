// What several views are made of. Text from spans stands only where lit-html makes text of it, never as markup.

import { html, nothing } from './lit-html.js';
import { link } from './route.js';
import { bytes, count, many, ms, name } from './format.js';

/** A titled part of a view. */
export const panel = (title, body, { note = '', wide = false, tools = nothing } = {}) => html`
  <section class="panel ${wide ? 'wide' : ''}">
    <header><h2>${title}</h2>${note ? html`<p class="note">${note}</p>` : nothing}<div class="tools">${tools}</div></header>
    ${body}
  </section>`;

/** What stands where nothing is to be shown: what this means, and what to do. */
export const empty = (text, advice = nothing) => html`<div class="empty"><p>${text}</p>${advice}</div>`;

export const command = (text) => html`<pre class="command">${text}</pre>`;

/** A name from outside, its full text on hovering, isolated so that it turns no other text round. */
export const label = (value, most) =>
  value === null || value === undefined || value === ''
    ? html`<span class="none">none</span>`
    : html`<bdi class="name" title=${name(value, 2000)}>${name(value, most)}</bdi>`;

/** A name from outside like a label; a line may end after a separator. */
export const parted = (value, most) => html`<bdi class="name parted" title=${name(value, 2000)}>${name(value, most)
  .split(/(?<=[/:._])/)
  .map((part) => html`${part}<wbr>`)}</bdi>`;

export const to = (view, query, body, type = '') => html`<a class=${type} href=${link(view, query)}>${body}</a>`;

/** Buttons of which one is pressed: [[value, text], …]. */
export const choice = (label, options, chosen, choose) => html`
  <div class="choice" role="group" aria-label=${label}>
    ${options.map(
      ([value, text]) =>
        html`<button type="button" aria-pressed=${value === chosen} @click=${() => choose(value)}>${text}</button>`,
    )}
  </div>`;

/** Numbers with their words: [[number, word, type], …]. */
export const facts = (list) => html`
  <dl class="facts">
    ${list.map(([value, word, type = '']) => html`<div class=${type}><dt>${word}</dt><dd>${value}</dd></div>`)}
  </dl>`;

/**
 * A table. Columns are [title, row => content, type]; the type 'number' stands right.
 */
export const table = (caption, columns, rows, rowType = () => '') => html`
  <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="hidden">${caption}</caption>
      <thead><tr>${columns.map(([title, , type = '']) => html`<th scope="col" class=${type}>${title}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr class=${rowType(row)}>${columns.map(([, cell, type = '']) => html`<td class=${type}>${cell(row)}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Each operation has its colour and its sign everywhere. */
export const OPERATIONS = ['store', 'retrieve', 'search', 'delete', 'validate', 'load', 'enrich'];

export const operationType = (operation) => 'op-' + (OPERATIONS.includes(operation) ? operation : 'other');

export const operationTag = (operation) => html`<span class="tag ${operationType(operation)}">${name(operation, 20)}</span>`;

/** The findings of a document as a list. */
export const findings = (found, query) =>
  found.length === 0
    ? empty('Nothing is conspicuous: every key that was written was read, and every read found something.')
    : html`<ul class="findings">
        ${found.map(
          (each) => html`<li>
            <span class="tag finding">${each.finding}</span>
            <div>
              <p class="what">
                ${each.key === null
                  ? to('namespace', { ...query, namespace: each.namespace }, label(each.namespace, 60))
                  : html`${to('key', { ...query, namespace: each.namespace, key: each.key }, label(each.key, 60))}
                      <span class="in">in</span> ${to('namespace', { ...query, namespace: each.namespace }, label(each.namespace, 40))}`}
              </p>
              <p>${name(each.what, 300)} <span class="soft">${each.advice}</span></p>
              <p class="soft">
                ${each.service === null ? nothing : html`In ${label(each.service, 60)}: `}${many(each.times, 'time')}${each.bytes === null ? nothing : ', ' + bytes(each.bytes)}${each.agent
                  ? html`, by ${label(each.agent, 80)}`
                  : nothing}
                ${each.spans?.length ? html` · ${to('trace', { id: each.spans[0].trace_id, span: each.spans[0].span_id }, 'show the trace')}` : nothing}
              </p>
            </div>
          </li>`,
        )}
      </ul>`;

/** The ratio of reads that found something. */
export const hits = (row) => (row.found + row.missed > 0 ? Math.round((100 * row.found) / (row.found + row.missed)) + ' %' : '–');

/** Of how many the numbers above are, if not of all. */
export const partOf = (shown, all, word) =>
  all > shown ? html`<p class="hint">These numbers are of the ${count(shown)} ${word} that are shown, of ${count(all)} in all.</p>` : nothing;

/** How the list is cut, where it is. */
export const cut = (shown, all, word) => (all > shown ? `${count(shown)} of ${count(all)} ${word}` : '');

/** Attach the agent: what to do where nothing has arrived. */
export const howToStart = () =>
  empty(
    'No memory operation has arrived yet.',
    html`<p>Run the demo, or attach the agent to your application; spans show up here by themselves.</p>
      ${command('./engram demo')}${command('java -javaagent:agent/target/engram-agent.jar -jar your-application.jar')}`,
  );

/** Nothing in the chosen time, though there is something in the collector. */
export const nothingInTime = (query) =>
  empty(
    'Nothing happened in the chosen time.',
    html`<p>${to(query.view, { ...query.rest, range: 'all' }, 'Show all time')}</p>`,
  );

export { ms };
