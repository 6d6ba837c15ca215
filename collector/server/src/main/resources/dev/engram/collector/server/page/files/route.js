// The address of a view: #view?name=value&… The part behind # never leaves the browser, so no server or proxy logs the
// keys in it, and a name may have any length.

/** {view, query}: the view is 'overview' where the address names none. */
export function parse(hash) {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  return {
    view: (mark < 0 ? text : text.slice(0, mark)) || 'overview',
    query: Object.fromEntries(new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1))),
  };
}

/** The address of a view. Values that are null, undefined or empty are left out, but not the name of a namespace. */
export function link(view, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return '#' + view + (text ? '?' + text : '');
}

export function go(view, query) {
  location.hash = link(view, query);
}

/** The times that can be chosen: what is in the address, what people read, and milliseconds. */
export const RANGES = [
  ['15m', 'Last 15 minutes', 15 * 60e3],
  ['1h', 'Last hour', 3600e3],
  ['24h', 'Last 24 hours', 24 * 3600e3],
  ['7d', 'Last 7 days', 7 * 24 * 3600e3],
  ['all', 'All time', null],
];

/** The parameters of a document for the time in the address; from and to are milliseconds since 1970. */
export function time(query) {
  if (query.from || query.to) {
    return { from: query.from ? Number(query.from) : null, to: query.to ? Number(query.to) : null };
  }
  const range = RANGES.find(([name]) => name === query.range);
  return { since: range ? range[2] : null };
}

/** What a link to another view takes along: the time. */
export function kept(query) {
  return { range: query.range, from: query.from, to: query.to };
}
