import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Board } from '../observe/board.ts';
import { causeOf } from '../observe/report.ts';
import { parseAddress } from './address.ts';
import { RequestLimit } from './request-limit.ts';
import { type Serving, serve } from './serve.ts';

const ANY = { host: '127.0.0.1', port: 0 };
const ALIVE = { ok: true, causes: [] };

function board(): Board {
  return new Board({ name: 'tap', version: '1.2.3' }, 0);
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function ask({ url }: Serving, path: string, method = 'GET', headers = {}): Promise<Answered> {
  const asking = request(new URL(path, url), { method, headers, agent: false }).end();
  const [answer] = await once(asking, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

test.each([
  ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
  ['9464', { host: '127.0.0.1', port: 9464 }],
  [':0', { host: '127.0.0.1', port: 0 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['my-host.local:80', { host: 'my-host.local', port: 80 }],
  ['off', undefined],
  ['', undefined],
  [undefined, undefined],
])('the address %s', (written, address) => {
  expect(parseAddress(written)).toEqual(address);
});

test.each(['x', '127.0.0.1', 'a:70000', 'http://a:80', 'a b:80', '::1:80'])('%s is no address', (written) => {
  expect(() => parseAddress(written)).toThrow(/"http" must be HOST:PORT/);
});

test('health is an answer with its causes', async () => {
  const shown = board();
  let live = ALIVE as Parameters<typeof serve>[1]['live'] extends () => infer V ? V : never;
  await using server = await serve(ANY, { board: shown, live: () => live });
  expect(await ask(server, '/livez')).toMatchObject({ status: 200, body: 'alive\n' });
  shown.report('tap', { points: [], causes: [causeOf('THROTTLED', 'too fast')] }, 0);
  const { status, body } = await ask(server, '/readyz?verbose');
  expect(status).toBe(503);
  expect(body).toMatch(/^THROTTLED: too fast\. Look for other readers/);
  live = { ok: false, causes: [causeOf('PROGRAM_SILENT', 'x')] };
  await using other = await serve(ANY, { board: shown, live: () => live });
  expect(await ask(other, '/livez')).toMatchObject({ status: 503 });
});

test('every answer forbids what a page could do to its reader', async () => {
  await using server = await serve(ANY, { board: board(), live: () => ALIVE });
  for (const path of [
    '/',
    '/page.js',
    '/page.css',
    '/uplot.js',
    '/uplot.css',
    '/status',
    '/history',
    '/metrics',
    '/none',
  ]) {
    const { status, headers } = await ask(server, path);
    expect(status, path).toBe(path === '/none' ? 404 : 200);
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  }
  const page = await ask(server, '/');
  expect(page.body).not.toMatch(/<script>|style=|\son\w+=|https?:/);
});

test('it is read-only, and answers nobody who means another server', async () => {
  await using server = await serve(ANY, { board: board(), live: () => ALIVE });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(await ask(server, '/status', method)).toMatchObject({ status: 405 });
  expect(await ask(server, '/status', 'HEAD')).toMatchObject({ status: 200, body: '' });
  expect(await ask(server, '/status', 'GET', { Host: 'evil.example:80' })).toMatchObject({ status: 421 });
  expect(await ask(server, '/status', 'GET', { Host: 'localhost:1' })).toMatchObject({ status: 200 });
  expect(await ask(server, `/${'x'.repeat(300)}`)).toMatchObject({ status: 414 });
  expect(await ask(server, '/../package.json')).toMatchObject({ status: 404 });
});

test('an answer is made once a second, however often it is asked for', async () => {
  let made = 0;
  const live = () => {
    made += 1;
    return ALIVE;
  };
  await using server = await serve(ANY, { board: board(), live });
  const before = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server, '/livez')));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(made).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - before) / 1000));
});

test('more requests than it serves in a second are not admitted', () => {
  const limit = new RequestLimit();
  const admitted = (now: number) =>
    Array.from({ length: 250 }, () => limit.admits(now)).filter(Boolean).length;
  expect(admitted(1000)).toBe(100);
  expect(admitted(1999)).toBe(0);
  expect(admitted(2000)).toBe(100);
});

test('connections that say nothing hold up nobody', async () => {
  await using server = await serve(ANY, { board: board(), live: () => ALIVE });
  const port = Number(new URL(server.url).port);
  const silent = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  // Those beyond the limit are closed at once, the others after some seconds.
  await Promise.all(silent.map((socket) => once(socket.resume(), 'close')));
  expect(await ask(server, '/livez')).toMatchObject({ status: 200 });
}, 30_000);

test('a port that another program has is a clear error', async () => {
  await using first = await serve(ANY, { board: board(), live: () => ALIVE });
  const port = Number(new URL(first.url).port);
  await expect(serve({ ...ANY, port }, { board: board(), live: () => ALIVE })).rejects.toMatchObject({
    code: 'HTTP_UNAVAILABLE',
    message: `The server of "http" cannot listen on 127.0.0.1:${port}: another program listens there.`,
  });
});
