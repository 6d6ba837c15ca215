// Searches: which find nothing, how well the best result matched, how many results they have, how long they take.

import { html, nothing } from './lit-html.js';
import { load as document_ } from './api.js';
import { go, kept, time } from './route.js';
import { columns, latency, room } from './chart.js';
import { count, many, moment, ms, percent } from './format.js';
import { cut, empty, facts, howToStart, label, nothingInTime, panel, table, to } from './parts.js';

export const title = () => 'Searches';
export const subtitle = (query) =>
  query.namespace ? html`<p>in ${label(query.namespace, 100)} · ${to('searches', kept(query), 'in all namespaces')}</p>` : nothing;

export const load = (query, signal) => document_('searches', { ...time(query), namespace: query.namespace ?? null }, signal);

/** Results in steps that fit into one chart. */
function results(rows) {
  const steps = [[0, 0], [1, 1], [2, 2], [3, 5], [6, 10], [11, 20], [21, 50], [51, 99], [100, Infinity]];
  return steps.map(([least, most]) => ({
    name: most === Infinity ? least + '+' : least === most ? String(least) : least + '–' + most,
    value: rows.filter((row) => row.results >= least && row.results <= most).reduce((sum, row) => sum + row.searches, 0),
    type: most === 0 ? 'p-failed' : 'bar',
  }));
}

/** All steps between the least and the greatest score, also those without a search. */
function scores(rows) {
  const at = new Map(rows.map((row) => [row.score.toFixed(2), row.searches]));
  const least = Math.min(0, rows[0].score);
  const most = Math.max(0.95, rows[rows.length - 1].score);
  const steps = Math.min(200, Math.round((most - least) / 0.05) + 1);
  return Array.from({ length: steps }, (_, i) => (least + i * 0.05).toFixed(2)).map((score) => ({ name: score, value: at.get(score) ?? 0 }));
}

export function view({ query, data, status }) {
  const { patterns } = data;
  if (patterns.length === 0) {
    return status?.spans
      ? empty('No search in the chosen time.', html`<p>A search is an operation such as "all keys with this pattern", or by meaning. ${to('searches', { range: 'all' }, 'Show all time and namespaces')}</p>`)
      : howToStart();
  }
  const all = data.totals[0];
  const sum = (field) => data.results.reduce((of, row) => of + row[field], 0);
  return html`
    ${facts([
      [count(all.searches), 'searches'],
      [count(all.empty), 'without a result', all.empty ? 'bad' : ''],
      [percent(all.found, all.searches), 'found something'],
      [sum('limited') ? percent(sum('full'), sum('limited')) : '–', 'have all they asked for'],
      [ms(all.max_ms), 'the longest'],
      [count(all.errors), 'errors', all.errors ? 'bad' : ''],
    ])}
    ${panel(
      'What was searched for',
      table(
        'Patterns, those without a result first',
        [
          ['Pattern', (row) => (row.pattern === null ? html`<span class="none">by meaning</span>` : label(row.pattern, 90))],
          ['Namespace', (row) => to('namespace', { ...kept(query), namespace: row.namespace }, label(row.namespace, 50))],
          ['Searches', (row) => count(row.searches), 'number'],
          ['Without a result', (row) => (row.empty ? html`<span class="bad">${count(row.empty)}</span>` : '0'), 'number'],
          ['Results, mean', (row) => (row.results === null ? '–' : row.results.toFixed(1)), 'number'],
          ['Mean', (row) => ms(row.duration_ms), 'number'],
          ['Longest', (row) => ms(row.max_ms), 'number'],
          ['Last', (row) => to('trace', { id: row.trace_id, span: row.span_id }, moment(row.last)), 'time'],
        ],
        patterns,
      ),
      { wide: true, note: cut(patterns.length, all.patterns, 'patterns') || many(patterns.length, 'pattern') },
    )}
    <div class="columns">
      ${panel(
        'Results of a search',
        data.results.length === 0
          ? empty('No search says how many results it had.')
          : columns({ rows: results(data.results), title: 'Searches by their number of results', width: room(2) }),
        { note: 'searches, by how many results they had' },
      )}
      ${panel(
        'Score of the best result',
        data.scores.length === 0
          ? empty('No search says how well its results matched.', html`<p>A rule with <code>score</code> records it; see docs/rules.md.</p>`)
          : columns({ rows: scores(data.scores), title: 'Searches by the score of their best result', width: room(2) }),
        { note: 'searches, by score' },
      )}
    </div>
    ${panel('Latency over time', latency({ rows: data.latency, title: 'How long searches took, over time', width: room(1) }), {
      wide: true,
      note: 'The darker, the more searches took this long.',
    })}`;
}
