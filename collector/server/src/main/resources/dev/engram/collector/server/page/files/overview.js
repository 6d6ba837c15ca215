// Agents × namespaces, growth over time, what is conspicuous, what was lost.

import { html, nothing } from './lit-html.js';
import { load as document_, status } from './api.js';
import { go, kept, link, time } from './route.js';
import { growth, legend, room, shade, timeBars } from './chart.js';
import { bytes, count, many, ms, name, percent, short, word } from './format.js';
import { choice, cut, empty, facts, findings, howToStart, label, nothingInTime, operationType, OPERATIONS, panel, parted, table, to } from './parts.js';

export const title = () => 'Overview';

export async function load(query, signal) {
  const at = time(query);
  const [overview, state] = await Promise.all([document_('overview', at, signal), status()]);
  const first = overview.growth[0];
  const last = overview.growth[overview.growth.length - 1];
  if (first && last.start_ms - first.start_ms < 10 * 60e3) {
    overview.growth = (await document_('moments', at, signal)).growth;
  }
  return { ...overview, status: state };
}

/** Takes longer than the rest, and comes after it. */
export const later = (query, signal) => document_('findings', time(query), signal);

const MEASURES = [
  ['operations', 'Operations'],
  ['errors', 'Errors'],
  ['p95', 'p95'],
  ['hits', 'Hit ratio'],
];

/** What a cell shows, how dark it is, and what is said of it. */
function cell(measure, row, most) {
  const reads = row.found + row.missed;
  switch (measure) {
    case 'errors':
      return { text: row.errors ? short(row.errors) : '·', type: 'bad' + shade(row.errors, most.errors), said: many(row.errors, 'error') };
    case 'p95':
      return { text: ms(row.p95_ms), type: 'heat' + shade(row.p95_ms, most.p95_ms), said: 'p95 ' + ms(row.p95_ms) };
    case 'hits':
      return {
        text: reads ? Math.round((100 * row.found) / reads) + ' %' : '·',
        type: reads ? 'bad' + shade(row.missed / reads, 1) : 'heat0',
        said: reads ? `${count(row.found)} of ${many(reads, 'read')} found a value` : 'no reads',
      };
    default:
      return { text: short(row.operations), type: 'heat' + shade(row.operations, most.operations), said: many(row.operations, 'operation') };
  }
}

/** The rows and columns: the busiest by name, then the others as one, and all. */
function edges(cells) {
  const agents = cells.filter((row) => row.of_all_namespaces);
  const namespaces = cells.filter((row) => row.of_all_agents);
  const ordered = (totals, field, all) => [...totals].sort((a, b) => all(a) - all(b) || (a[field] === null) - (b[field] === null) || b.operations - a.operations);
  return {
    agents: ordered(agents, 'agent', (row) => row.of_all_agents),
    namespaces: ordered(namespaces, 'namespace', (row) => row.of_all_namespaces),
  };
}

const place = (row) => JSON.stringify([row.of_all_agents, row.agent, row.of_all_namespaces, row.namespace]);

function heatmap(cells, measure, query) {
  const { agents, namespaces } = edges(cells);
  const at = new Map(cells.map((row) => [place(row), row]));
  const named = cells.filter((row) => row.agent !== null && row.namespace !== null);
  const most = {
    operations: Math.max(...named.map((row) => row.operations)),
    errors: Math.max(...named.map((row) => row.errors)),
    p95_ms: Math.max(...named.map((row) => row.p95_ms)),
  };
  const more = (all, rows) => count(all - rows.filter((row) => row !== null).length) + ' more';
  const agent = (row) =>
    row.of_all_agents ? 'All agents' : row.agent === null ? more(cells[0].all_agents, agents.map((each) => each.agent)) : row.agent || 'no agent';
  const namespace = (row) =>
    row.of_all_namespaces ? 'All' : row.namespace === null ? more(cells[0].all_namespaces, namespaces.map((each) => each.namespace)) : row.namespace;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Agents and namespaces">
    <table class="heatmap">
      <caption class="hidden">What each agent does in each namespace</caption>
      <thead>
        <tr>
          <th scope="col" class="corner">Agent</th>
          ${namespaces.map(
            (row) => html`<th scope="col">${
              row.of_all_namespaces
                ? 'All'
                : row.namespace === null
                  ? to('namespace', kept(query), namespace(row))
                  : to('namespace', { ...kept(query), namespace: row.namespace }, parted(row.namespace, 28))
            }</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${agents.map(
          (ofAgent) => html`<tr>
            <th scope="row">${
              ofAgent.agent
                ? to('traces', { ...kept(query), agent: ofAgent.agent }, label(ofAgent.agent, 34))
                : html`<span class="none">${agent(ofAgent)}</span>`
            }</th>
            ${namespaces.map((ofNamespace) => {
              const row = at.get(place({ ...ofNamespace, agent: ofAgent.agent, of_all_agents: ofAgent.of_all_agents }));
              if (!row) {
                return html`<td class="heat0"></td>`;
              }
              const shown = cell(measure, row, most);
              const said = `${name(agent(ofAgent), 60)} in ${name(namespace(ofNamespace), 60)}: ${shown.said}`;
              return row.agent !== null && row.namespace !== null
                ? html`<td class=${shown.type}>
                    <a href=${link('namespace', { ...kept(query), namespace: row.namespace })} aria-label=${said} title=${said}>${shown.text}</a>
                  </td>`
                : html`<td class="edge" title=${said}>${shown.text}</td>`;
            })}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function lost(data) {
  const items = data.status.items ?? {};
  const rows = [
    ...data.lost.map((row) => ({ where: row.service, what: row.reason, calls: row.calls, unit: 'calls' })),
    ...[
      ['failed', 'could not be stored'],
      ['rejected', 'were no valid spans or points'],
      ['dropped', 'were deleted to stay within the limits'],
    ]
      .filter(([field]) => items[field] > 0)
      .map(([field, what]) => ({ where: 'this collector', what, calls: items[field], unit: 'spans and points' })),
  ];
  const trouble = data.status.trouble ? html`<p class="trouble">${data.status.trouble}</p>` : nothing;
  return html`${trouble}${rows.length === 0
    ? html`<p class="good">Nothing: what agents recorded has arrived (${many(items.stored ?? 0, 'item')}), and all of it is here.</p>`
    : table(
        'What was lost',
        [
          ['Where', (row) => label(row.where, 40)],
          ['What', (row) => name(row.what, 60)],
          ['How many', (row) => count(row.calls) + ' ' + row.unit, 'number'],
        ],
        rows,
      )}`;
}

/** The newest findings, but not many of one kind. */
function chosen(found) {
  const kinds = new Map();
  return found
    .filter((each) => {
      kinds.set(each.finding, (kinds.get(each.finding) ?? 0) + 1);
      return kinds.get(each.finding) <= 3;
    })
    .slice(0, 12);
}

/** How many findings there are of all kinds. */
const ofAllKinds = (found) => [...new Map(found.map((each) => [each.finding, each.of_kind])).values()].reduce((a, b) => a + b, 0);

export function view({ query, data, more, status: state }) {
  const { cells } = data;
  if (cells.length === 0) {
    return state?.spans ? nothingInTime({ view: 'overview', rest: query }) : howToStart();
  }
  const measure = query.by ?? 'operations';
  const operations = OPERATIONS.filter((each) => data.growth.some((row) => row.operation === each));
  // Made from all operations; the cells that are shown are some of them.
  const all = cells.find((row) => row.of_all_agents && row.of_all_namespaces);
  return html`
    ${facts([
      [count(all.operations), 'memory operations'],
      [count(all.all_agents), word(all.all_agents, 'agent')],
      [count(all.all_namespaces), word(all.all_namespaces, 'namespace')],
      [percent(all.found, all.found + all.missed), 'of reads found a value'],
      [count(all.errors), 'errors', all.errors ? 'bad' : ''],
      [bytes(data.growth.reduce((sum, row) => sum + (row.stored_bytes ?? 0), 0)), 'stored'],
    ])}
    ${panel('Who uses which memory', heatmap(cells, measure, query), {
      wide: true,
      note: 'A cell opens its namespace.',
      tools: choice('What the cells show', MEASURES, measure, (by) => go('overview', { ...query, by })),
    })}
    <div class="columns">
      ${panel(
        'Operations over time',
        html`${timeBars({
          rows: data.growth.filter((row) => operations.includes(row.operation)),
          kind: (row) => operationType(row.operation),
          value: (row) => row.operations,
          title: 'Operations over time',
          width: room(2),
        })}${legend(operations)}`,
        { note: 'operations in ' + ms(data.growth[0].step_ms) },
      )}
      ${panel(
        'Growth: bytes stored, all together',
        growth({ rows: data.growth, value: (row) => row.stored_bytes ?? 0, shown: bytes, title: 'Bytes stored over time', width: room(2) }),
      )}
    </div>
    ${panel(
      'Newest findings',
      more === undefined
        ? html`<p class="waiting">Looking for what is conspicuous …</p>`
        : more instanceof Error
          ? empty('The findings cannot be shown: ' + more.message)
          : findings(chosen(more.found), kept(query)),
      {
        wide: true,
        note: more?.found ? cut(chosen(more.found).length, ofAllKinds(more.found), 'findings') : '',
      },
    )}
    ${panel('What was lost', lost(data), { wide: true })}`;
}
