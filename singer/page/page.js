/* Shows what /status and /history say. Names are data: they are set as text and never as HTML. */

const STATUS_MS = 2000;
const HISTORY_MS = 10000;

/** Columns of the tables: title, member of the row, how it is shown. */
const STREAMS = [
  ['Table', 'name', String],
  ['Read', 'emitted', number],
  ['Written', 'written', number],
  ['Deleted', 'deleted', number],
  ['Superseded', 'superseded', number],
  ['Stale', 'stale', number],
  ['Overflow', 'overflowed', number],
  ['Dead', 'dead', number],
  ['Last change', 'lastChange', (seconds) => ago(seconds * 1000)],
];
const SHARDS = [
  ['Shard', 'name', String],
  ['Records', 'records', number],
  ['Read lag', 'readLagSeconds', duration],
  ['Lag to the row', 'durableLagSeconds', duration],
  ['No answer for', 'unansweredSeconds', duration],
  ['Until lost', 'retentionLeftSeconds', duration],
  ['Parents', 'parents', names],
  ['Children', 'children', names],
];

const charts = {};
let shownHistory = [];

function find(id) {
  return document.getElementById(id);
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

function number(value) {
  return Math.round(value).toLocaleString('en');
}

function duration(seconds) {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function ago(at) {
  return `${duration(Math.max(0, (Date.now() - at) / 1000))} ago`;
}

function names(list) {
  return list.join(', ');
}

function megabytes(bytes) {
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

function table(id, columns, rows) {
  const used = columns.filter(([, member], at) => at === 0 || rows.some((row) => row[member] !== undefined));
  const head = element('tr');
  for (const [title] of used) head.append(element('th', title));
  const body = rows.map((row) => {
    const line = element('tr');
    for (const [, member, show] of used) {
      const value = row[member];
      const cell = element('td', value === undefined ? '' : show(value));
      if (member === 'dead' && value > 0) cell.className = 'bad';
      if (member === 'name') cell.title = value;
      line.append(cell);
    }
    return line;
  });
  const none = element('tr');
  none.append(element('td', 'none yet'));
  find(id).replaceChildren(head, ...(body.length > 0 ? body : [none]));
}

function items(list, entries) {
  list.replaceChildren(
    ...entries.map(({ title, lines }) => {
      const item = element('li', title);
      for (const line of lines) item.append(element('small', line));
      return item;
    }),
  );
}

function figures({ totals, startedAt }) {
  const shown = [
    ['Undurable for', totals.undurable_age_seconds, duration],
    ['In memory', totals.undurable_bytes, megabytes],
    ['Last STATE', totals.state_age_seconds, (seconds) => `${duration(seconds)} ago`],
    ['Shards read', totals['shards read'], number],
    ['Shards unread', totals['shards unread'], number],
    ['Throttled calls', totals.throttles_total, number],
    ['Restarts', sum(totals, 'restarts_total'), number],
    ['Retried statements', sum(totals, 'statements_retried_total'), number],
    ['Memory', sum(totals, 'memory_bytes'), megabytes],
    ['Running since', startedAt, ago],
  ];
  find('figures').replaceChildren(
    ...shown.flatMap(([title, value, show]) => {
      if (value === undefined) return [];
      const group = element('div');
      group.append(element('dt', title), element('dd', show(value)));
      return [group];
    }),
  );
}

function sum(totals, metric) {
  const found = Object.entries(totals).filter(([name]) => name.split(' ')[0] === metric);
  return found.reduce((all, [, value]) => all + value, 0);
}

function showState(text, className) {
  const state = find('state');
  if (state.textContent !== text) state.textContent = text;
  state.className = className;
}

function show(status) {
  const { name, version, from, to, ready, causes, streams, shards, notices } = status;
  document.title = `${ready ? 'ready' : 'not ready'} · ${name}`;
  find('name').textContent = name;
  find('route').textContent = [from, to].filter((end) => end !== undefined).join(' → ');
  find('version').textContent = `${name} ${version}`;
  showState(ready ? 'ready' : 'not ready', ready ? 'good' : 'bad');
  find('causes').hidden = ready;
  items(
    find('causes').querySelector('ul'),
    causes.map(({ code, text, remedy }) => ({ title: `${code}: ${text}`, lines: [remedy] })),
  );
  figures(status);
  table('streams', STREAMS, streams);
  table('shards', SHARDS, shards);
  items(
    find('notices'),
    notices.map(({ program, text, more, at, times }) => ({
      title: text,
      lines: [...more, `${program}, ${ago(at)}${times > 1 ? `, ${times} times` : ''}`],
    })),
  );
}

/** The rate between two moments. */
function rates(moments, member) {
  return moments.map((moment, at) => {
    const before = moments[at - 1];
    if (before === undefined) return null;
    return Math.max(0, ((moment[member] - before[member]) * 1000) / (moment.at - before.at));
  });
}

function chart(id, titles, data) {
  const place = find(id);
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--soft'),
    grid: { stroke: color('--line') },
    ticks: { stroke: color('--line') },
  };
  const strokes = [color('--first'), color('--second')];
  const series = titles.map((label, at) => ({
    label,
    stroke: strokes[at],
    width: 2,
    dash: at === 1 ? [6, 3] : [],
  }));
  charts[id]?.destroy();
  const options = { width: place.clientWidth, height: 180, axes: [axis, axis], series: [{}, ...series] };
  charts[id] = new uPlot(options, data, place);
}

function showHistory(moments) {
  shownHistory = moments;
  find('no-history').hidden = moments.length > 2;
  if (moments.length < 2) return;
  const times = moments.map(({ at }) => at / 1000);
  chart('rates', ['read', 'done'], [times, rates(moments, 'in'), rates(moments, 'out')]);
  const lags = ['lagSeconds', 'undurableSeconds'].map((member) => moments.map((moment) => moment[member]));
  chart('lags', ['reading', 'not durable'], [times, ...lags]);
}

async function repeat(path, ms, use, failed) {
  try {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(String(answer.status));
    use(await answer.json());
  } catch {
    failed();
  }
  setTimeout(() => repeat(path, ms, use, failed), ms);
}

addEventListener('resize', () => showHistory(shownHistory));
void repeat('status', STATUS_MS, show, () => showState('no answer', 'bad'));
void repeat('history', HISTORY_MS, showHistory, () => undefined);
