// Charts as SVG: text that can be read and selected, colours of the style sheet, one element for each value. No chart here
// has more than some thousands of them, so no canvas is needed.

import { html, svg, nothing } from './lit-html.js';
import { count, ms, moment, name, short, tick } from './format.js';
import { operationType } from './parts.js';

const LEFT = 56;
const BOTTOM = 22;
const TOP = 8;

/** Ends of the buckets of durations, milliseconds; the last one stands for all that is longer. */
const BOUNDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];

/** Pixels that a chart in a panel has, where so many panels stand side by side on a wide page. */
export function room(columns = 1) {
  const whole = document.body.clientWidth;
  const page = Math.min(whole, 1440) - (whole <= 700 ? 20 : 48);
  const side = innerWidth < 1000 ? 1 : columns;
  return Math.max(260, Math.floor((page - (side - 1) * 16) / side) - (whole <= 700 ? 28 : 34));
}

/** A round number that is not below the value, for the end of an axis. */
function round(value) {
  if (value <= 4) {
    return Math.max(1, Math.ceil(value));
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((each) => each * power).find((each) => each >= value);
}

function levels(top, shown, width, y) {
  const steps = top <= 4 && Number.isInteger(top) ? top : 4;
  return Array.from({ length: steps + 1 }, (_, i) => (top * i) / steps).map(
    (value) => svg`<line class="grid" x1=${LEFT} x2=${width} y1=${y(value)} y2=${y(value)}></line>
      <text class="axis" text-anchor="end" x=${LEFT - 7} y=${y(value) + 4}>${shown(value)}</text>`,
  );
}

function times(from, to, width, height) {
  const most = Math.max(2, Math.floor((width - LEFT) / 110));
  const step = (to - from) / most;
  return Array.from({ length: most }, (_, i) => from + ((to - from) * i) / (most - 1)).map(
    (at, i) => svg`<text class="axis" y=${height - 5} x=${LEFT + ((width - LEFT) * i) / (most - 1)}
      text-anchor=${i === 0 ? 'start' : i === most - 1 ? 'end' : 'middle'}>${tick(at, step)}</text>`,
  );
}

/**
 * Bars over time, one upon the other.
 *
 * @param rows {start_ms, step_ms, and what value and kind read}, sorted by start_ms
 */
export function timeBars({ rows, kind, value, shown = short, title, width, height = 190 }) {
  const step = rows[0].step_ms;
  const from = rows[0].start_ms;
  const to = rows[rows.length - 1].start_ms + step;
  const slots = new Map();
  for (const row of rows) {
    slots.set(row.start_ms, [...(slots.get(row.start_ms) ?? []), row]);
  }
  const top = round(Math.max(1, ...[...slots.values()].map((slot) => slot.reduce((sum, row) => sum + value(row), 0))));
  const y = (amount) => TOP + (height - TOP - BOTTOM) * (1 - amount / top);
  const x = (at) => LEFT + ((width - LEFT) * (at - from)) / (to - from);
  const thick = Math.max(1.5, Math.min(48, ((width - LEFT) * step) / (to - from) - 1));
  return html`<svg class="chart" role="img" aria-label=${title} width=${width} height=${height}>
    ${levels(top, shown, width, y)}
    ${[...slots].map(([at, slot]) => {
      let below = 0;
      return slot.map((row) => {
        const amount = value(row);
        const base = below;
        below += amount;
        return svg`<rect class=${kind(row)} x=${x(at)} width=${thick} y=${y(base + amount)} height=${Math.max(0, y(base) - y(base + amount))}>
          <title>${moment(at)}: ${row.operation ?? ''} ${shown(amount)}</title></rect>`;
      });
    })}
    ${times(from, to, width, height)}
  </svg>`;
}

/** A line that rises, and the area under it: what a value has come to, over time. */
export function growth({ rows, value, shown, title, width, height = 190 }) {
  const step = rows[0].step_ms;
  const sums = new Map();
  for (const row of rows) {
    sums.set(row.start_ms, (sums.get(row.start_ms) ?? 0) + value(row));
  }
  const from = rows[0].start_ms;
  const to = rows[rows.length - 1].start_ms + step;
  let total = 0;
  const points = [[from, 0]];
  for (const [at, amount] of sums) {
    points.push([at, total]);
    total += amount;
    points.push([at, total]);
  }
  points.push([to, total]);
  const top = bytesTop(Math.max(1, total));
  const y = (amount) => TOP + (height - TOP - BOTTOM) * (1 - amount / top);
  const x = (at) => LEFT + ((width - LEFT) * (at - from)) / (to - from);
  const line = points.map(([at, amount]) => x(at).toFixed(1) + ',' + y(amount).toFixed(1)).join(' ');
  return html`<svg class="chart" role="img" aria-label=${title} width=${width} height=${height}>
    ${levels(top, shown, width, y)}
    <polygon class="area" points="${LEFT},${y(0)} ${line} ${x(to)},${y(0)}"></polygon>
    <polyline class="line" points=${line}></polyline>
    ${times(from, to, width, height)}
  </svg>`;
}

/** Ends of axes in bytes are multiples of 1024 where people expect it. */
function bytesTop(value) {
  let unit = 1;
  while (value / unit >= 1024) {
    unit *= 1024;
  }
  return round(value / unit) * unit;
}

/** Durations over time: a cell for each time and bucket, the darker the more operations. */
export function latency({ rows, title, width }) {
  const used = rows.map((row) => row.le_ms);
  const bounds = BOUNDS.filter((bound) => bound >= Math.min(...used) && bound <= Math.max(...used));
  const step = rows[0].step_ms;
  const from = rows[0].start_ms;
  const to = Math.max(...rows.map((row) => row.start_ms)) + step;
  const most = Math.max(...rows.map((row) => row.operations));
  const line = 17;
  const height = TOP + bounds.length * line + BOTTOM;
  const x = (at) => LEFT + ((width - LEFT) * (at - from)) / (to - from);
  const y = (bound) => TOP + (bounds.length - 1 - bounds.indexOf(bound)) * line;
  const thick = Math.max(2, Math.min(60, ((width - LEFT) * step) / (to - from) - 1));
  return html`<svg class="chart" role="img" aria-label=${title} width=${width} height=${height}>
    ${bounds.map(
      (bound) => svg`<text class="axis" text-anchor="end" x=${LEFT - 7} y=${y(bound) + 12}>${bound > 10000 ? '> 10 s' : '≤ ' + ms(bound)}</text>
        <line class="grid" x1=${LEFT} x2=${width} y1=${y(bound) + line - 0.5} y2=${y(bound) + line - 0.5}></line>`,
    )}
    ${rows.map(
      (row) => svg`<rect class="heat${shade(row.operations, most)}" x=${x(row.start_ms)} y=${y(row.le_ms)} width=${thick} height=${line - 2}>
        <title>${moment(row.start_ms)}: ${count(row.operations)} operations up to ${ms(row.le_ms)}</title></rect>`,
    )}
    ${times(from, to, width, height)}
  </svg>`;
}

/** One of seven shades; small amounts stay visible beside large ones. */
export function shade(value, most) {
  return value <= 0 || most <= 0 ? 0 : Math.max(1, Math.min(7, Math.ceil((7 * Math.log1p(value)) / Math.log1p(most))));
}

/** Bars with a name each: [{name, value, type}]. */
export function bars({ rows, shown = count, title, width }) {
  const line = 26;
  const left = Math.min(190, width * 0.4);
  const most = Math.max(1, ...rows.map((row) => row.value));
  const letters = Math.floor(left / 7.2);
  return html`<svg class="chart" role="img" aria-label=${title} width=${width} height=${rows.length * line + 4}>
    ${rows.map(
      (row, i) => svg`<text class="axis" text-anchor="end" x=${left - 8} y=${i * line + 17}>${name(row.name, letters)}</text>
        <rect class=${row.type ?? 'bar'} x=${left} y=${i * line + 4} height=${line - 8} width=${Math.max(2, ((width - left - 76) * row.value) / most)}></rect>
        <text class="value" x=${left + Math.max(2, ((width - left - 76) * row.value) / most) + 6} y=${i * line + 17}>${shown(row.value)}</text>`,
    )}
  </svg>`;
}

/** Columns side by side: [{name, value}]. */
export function columns({ rows, shown = count, title, width, height = 170 }) {
  const top = round(Math.max(1, ...rows.map((row) => row.value)));
  const y = (amount) => TOP + (height - TOP - BOTTOM) * (1 - amount / top);
  const slot = (width - LEFT) / rows.length;
  const every = Math.ceil(38 / slot);
  return html`<svg class="chart" role="img" aria-label=${title} width=${width} height=${height}>
    ${levels(top, short, width, y)}
    ${rows.map(
      (row, i) => svg`<rect class=${row.type ?? 'bar'} x=${LEFT + i * slot + 1} width=${Math.max(1, Math.min(60, slot - 2))} y=${y(row.value)} height=${y(0) - y(row.value)}>
          <title>${row.name}: ${shown(row.value)}</title></rect>
        ${i % every === 0 ? svg`<text class="axis" text-anchor="middle" x=${LEFT + i * slot + Math.min(60, slot) / 2} y=${height - 5}>${row.name}</text>` : nothing}`,
    )}
  </svg>`;
}

/** What the colours of operations mean. */
export const legend = (operations) => html`<p class="legend">
  ${operations.map((operation) => html`<span><i class=${operationType(operation)}></i>${name(operation, 20)}</span>`)}
</p>`;
