// Asks the collector. Where it wants a token, the user is asked for it once for this tab.

const TOKEN = 'engram.token';

/** What the collector said, or that it cannot be reached. */
export class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

function headers(more) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: 'Bearer ' + token } : more;
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(options.headers ?? {}), cache: 'no-store' });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Failure('The collector cannot be reached. Does ./engram serve still run?', 0);
  }
  if (answer.ok) {
    return answer;
  }
  let message = 'The collector answered ' + answer.status + '.';
  try {
    message = (await answer.json()).error ?? message;
  } catch {
    // Not the collector's own answer; its status says enough.
  }
  throw new Failure(message, answer.status);
}

async function json(answer) {
  return (await answer).json();
}

function post(path, body, signal) {
  return json(
    ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal }),
  );
}

/** A document of the page, see Document.java. */
export function load(name, parameters = {}, signal) {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined));
  return post('api/page/' + name, given, signal);
}

export const query = (sql, signal) => post('api/query', { sql }, signal);

/** The result of a statement as a Parquet file, a Blob. */
export async function parquet(sql) {
  const headers = { 'Content-Type': 'application/json' };
  return (await ask('api/query?format=parquet', { method: 'POST', headers, body: JSON.stringify({ sql }) })).blob();
}

export const queries = () => json(ask('api/page/queries', {}));
export const status = () => json(ask('api/status', {}));
export const trace = (id, signal) => json(ask('api/traces/' + encodeURIComponent(id), { signal }));

/**
 * Calls back for each event of the live tail until the signal aborts; connects again after a break.
 * EventSource could not send a token, so the stream is read here.
 */
export async function live(signal, event, state) {
  while (!signal.aborted) {
    try {
      const answer = await ask('api/page/live', { signal });
      state(true);
      await read(answer.body.getReader(), event);
    } catch (e) {
      if (signal.aborted) {
        return;
      }
    }
    state(false);
    await new Promise((done) => setTimeout(done, 2000));
  }
}

async function read(reader, event) {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    text += decoder.decode(value, { stream: true });
    const events = text.split('\n\n');
    text = events.pop();
    for (const each of events) {
      if (each.startsWith('data: ')) {
        event(JSON.parse(each.slice(6)));
      }
    }
  }
}
