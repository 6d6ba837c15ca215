// The frame of all views: the address, the time, what is loading, and what went wrong.

import { html, nothing, render } from './lit-html.js';
import * as api from './api.js';
import { count } from './format.js';
import { go, kept, link, parse, RANGES } from './route.js';
import * as overview from './overview.js';
import * as namespace from './namespace.js';
import * as key from './key.js';
import * as searches from './searches.js';
import * as traces from './traces.js';
import * as trace from './trace.js';
import * as ask from './ask.js';

/** A view has title(query), load(query, signal), view({query, data, more, …}) and, where a part comes later, later(). */
const VIEWS = { overview, namespace, key, searches, traces, trace, ask };

const NAVIGATION = [
  ['overview', 'Overview', ['overview']],
  ['namespace', 'Namespaces', ['namespace']],
  ['key', 'Keys', ['key']],
  ['searches', 'Searches', ['searches']],
  ['traces', 'Traces', ['traces', 'trace']],
  ['ask', 'Ask', ['ask']],
];

/** A collector with more spans than this shows the last day first. */
const MANY_SPANS = 5e6;

const POLL = 3000;

const app = {
  view: 'overview',
  query: {},
  data: undefined,
  more: undefined,
  failure: undefined,
  loading: true,
  status: undefined,
  /** What a view keeps that is not worth an address, such as the statement that is being typed. */
  own: {},
};

let running = new AbortController();

function redraw() {
  render(frame(), document.getElementById('app'));
}

/** Loads what the address names. Quietly: what is shown stays until the new is there. */
async function open(quietly = false) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const module = VIEWS[app.view];
  app.loading = true;
  if (!quietly) {
    app.data = undefined;
    app.more = undefined;
    redraw();
  }
  try {
    const data = await module.load(app.query, signal);
    if (signal.aborted) {
      return;
    }
    app.data = data;
    app.failure = undefined;
  } catch (e) {
    if (signal.aborted) {
      return;
    }
    app.failure = e;
  }
  app.loading = false;
  redraw();
  if (module.later && !app.failure) {
    const more = await module.later(app.query, signal).catch((e) => e);
    if (!signal.aborted) {
      app.more = more;
      redraw();
    }
  }
}

function follow() {
  const { view, query } = parse(location.hash);
  const known = view in VIEWS;
  const another = view !== app.view;
  app.view = known ? view : 'overview';
  app.query = query;
  if (!query.range && !query.from && !query.to && app.status?.spans > MANY_SPANS) {
    app.query = { ...query, range: '24h' };
  }
  if (another) {
    app.own = {};
  }
  document.title = VIEWS[app.view].title(query) + ' · Engram';
  open(!another && app.data !== undefined && VIEWS[app.view].keeps?.(query));
  if (another) {
    scrollTo(0, 0);
    document.querySelector('main')?.focus({ preventScroll: true });
  }
}

/** Looks for news as long as the page is seen, and loads the view again when there are any. */
async function watch() {
  if (!document.hidden) {
    try {
      const before = app.status;
      app.status = await api.status();
      const news = before && before.items.stored !== app.status.items.stored;
      if (news && !app.loading && VIEWS[app.view].refresh !== false) {
        open(true);
      } else {
        redraw();
      }
    } catch (e) {
      app.status = undefined;
      redraw();
    }
  }
  setTimeout(watch, POLL);
}

function frame() {
  const module = VIEWS[app.view];
  return html`
    <a class="skip" href=${link(app.view, app.query)} @click=${toMain}>Skip to the content</a>
    <header class="top">
      <a class="brand" href=${link('overview', kept(app.query))}><img src="page/icon.svg" alt="" width="24" height="24" />Engram</a>
      <nav aria-label="Views">
        ${NAVIGATION.map(
          ([view, text, all]) =>
            html`<a href=${link(view, kept(app.query))} aria-current=${all.includes(app.view) ? 'page' : nothing}>${text}</a>`,
        )}
      </nav>
      ${module.timeless ? nothing : times()} ${state()}
    </header>
    <main tabindex="-1" aria-busy=${app.loading}>
      <div class="head"><h1>${module.heading?.(app.query) ?? module.title(app.query)}</h1>${module.subtitle?.(app.query) ?? nothing}</div>
      ${content(module)}
    </main>`;
}

function content(module) {
  if (app.failure) {
    return app.failure.status === 401 ? token() : failure();
  }
  if (app.data === undefined) {
    return html`<p class="waiting whole">Loading …</p>`;
  }
  return module.view({ ...app, redraw, reload: () => open(true) });
}

function failure() {
  return html`<div class="panel failure" role="alert">
    <p>${app.failure.message}</p>
    <button type="button" @click=${() => open()}>Try again</button>
  </div>`;
}

function token() {
  return html`<form class="panel failure" @submit=${enter}>
    <p>${app.failure.message}</p>
    <label for="token">Token of the collector</label>
    <input id="token" name="token" type="password" autocomplete="off" required />
    <p class="soft">It stays in this tab and is sent to this collector alone.</p>
    <button type="submit">Use it</button>
  </form>`;
}

function enter(event) {
  event.preventDefault();
  api.setToken(new FormData(event.target).get('token'));
  open();
}

function times() {
  const custom = app.query.from || app.query.to;
  const chosen = custom ? 'custom' : (app.query.range ?? 'all');
  return html`<label class="range"
    ><span class="hidden">Time</span>
    <select @change=${(event) => go(app.view, { ...app.query, from: '', to: '', range: event.target.value })} .value=${chosen}>
      ${custom ? html`<option value="custom" selected>Chosen time</option>` : nothing}
      ${RANGES.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
    </select></label
  >`;
}

function state() {
  return app.status
    ? html`<p class="state ${app.status.trouble ? 'bad' : 'good'}" title=${app.status.trouble ?? 'The collector runs.'}>
        <i></i>${count(app.status.spans)} <span>spans</span>
      </p>`
    : html`<p class="state bad"><i></i>no collector</p>`;
}

function toMain(event) {
  event.preventDefault();
  document.querySelector('main').focus();
}

let resized;
addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(redraw, 100);
});
addEventListener('hashchange', follow);
try {
  app.status = await api.status();
} catch (e) {
  // The first view says what is wrong.
}
follow();
setTimeout(watch, POLL);
