// Numbers and times as people read them. Every number has its unit, here or in the word beside it.

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function count(value) {
  return NUMBER.format(value ?? 0);
}

/** A number for a small place: 12, 3.4K, 1.2M. */
export function short(value) {
  return value < 10000 ? NUMBER.format(value) : SHORT.format(value);
}

/** A number with its word: 1 trace, 2 traces. */
export function many(value, one, more = one + 's') {
  return count(value) + ' ' + word(value, one, more);
}

/** The word for a number that stands elsewhere. */
export const word = (value, one, more = one + 's') => (value === 1 ? one : more);

export function bytes(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return (unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)) + ' ' + units[unit];
}

export function ms(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (value < 0) {
    return '-' + ms(-value);
  }
  if (value < 1) {
    return Math.round(value * 1000) + ' µs';
  }
  if (value < 1000) {
    return (value < 10 ? value.toFixed(1) : Math.round(value)) + ' ms';
  }
  return span(value);
}

/** A longer time: 12 s, 3 min, 2 h, 5 d. */
export function span(value) {
  const seconds = value / 1000;
  if (seconds < 1) {
    return ms(value);
  }
  if (seconds < 100) {
    return (seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)) + ' s';
  }
  if (seconds < 6000) {
    return Math.round(seconds / 60) + ' min';
  }
  return seconds < 172800 ? Math.round(seconds / 3600) + ' h' : Math.round(seconds / 86400) + ' d';
}

/** A part of a whole, or – where there is no whole. */
export function percent(part, whole) {
  return whole > 0 ? (Math.round((1000 * part) / whole) / 10).toString() + ' %' : '–';
}

const pad = (number, digits = 2) => String(number).padStart(digits, '0');

function isToday(time) {
  return new Date().toDateString() === time.toDateString();
}

/** A moment in the time zone of the reader; the day only where it is not today. */
export function moment(value, fraction = false) {
  const time = new Date(value);
  const clock = pad(time.getHours()) + ':' + pad(time.getMinutes()) + ':' + pad(time.getSeconds())
    + (fraction ? '.' + pad(time.getMilliseconds(), 3) : '');
  return isToday(time) ? clock : day(time) + ' ' + clock;
}

function day(time) {
  return time.getFullYear() + '-' + pad(time.getMonth() + 1) + '-' + pad(time.getDate());
}

/** A moment on an axis whose steps have this length. */
export function tick(value, step) {
  const time = new Date(value);
  if (step >= 86400e3) {
    return day(time).slice(5);
  }
  const clock = pad(time.getHours()) + ':' + pad(time.getMinutes());
  if (step < 1000) {
    return clock + ':' + pad(time.getSeconds()) + '.' + pad(time.getMilliseconds(), 3).slice(0, 2);
  }
  return step < 60e3 ? clock + ':' + pad(time.getSeconds()) : isToday(time) ? clock : day(time).slice(5) + ' ' + clock;
}

/** How long ago. */
export function ago(value) {
  const past = Date.now() - value;
  return past < 5000 ? 'just now' : span(past) + ' ago';
}

/**
 * A name from outside as it can be shown: characters that have no shape of their own, or turn the direction of others, are
 * replaced by signs, and a long one is cut in its middle.
 */
export function name(value, most = 120) {
  let text = String(value ?? '').replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (sign) => (sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : '\ufffd'),
  );
  if (text.length > most) {
    text = text.slice(0, Math.ceil(most * 0.7)) + '…' + text.slice(-Math.floor(most * 0.25));
  }
  return text;
}
