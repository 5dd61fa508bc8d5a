import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { temporaryFolder } from '../temporary-folder.ts';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** A page in headless Chromium. */
export interface BrowserPage extends AsyncDisposable {
  /** The value of an expression there, which is a number, a text or undefined. */
  evaluate(expression: string): Promise<unknown>;
  /** What it shows, as PNG. */
  screenshot(): Promise<Buffer>;
}

/** Opens a URL as a device with a screen of this size in CSS pixels shows it; a phone, if it is narrow. */
export async function openPage(url: string, width: number, height: number): Promise<BrowserPage> {
  const folder = temporaryFolder();
  const args = [...FLAGS, `--user-data-dir=${folder.path}`, '--remote-debugging-pipe', 'about:blank'];
  const chromium = spawn('chromium', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = once(chromium, 'close');
  const call = caller(chromium);
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const inPage = (method: string, params: object): Promise<Answer> => call(method, params, String(sessionId));
  const device = { width, height, deviceScaleFactor: 1, mobile: true };
  await inPage('Emulation.setDeviceMetricsOverride', device);
  await inPage('Page.navigate', { url });
  return {
    async evaluate(expression) {
      const { result } = await inPage('Runtime.evaluate', { expression, returnByValue: true });
      return (result as { value?: unknown }).value;
    },
    async screenshot() {
      const { data } = await inPage('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
    async [Symbol.asyncDispose]() {
      chromium.kill();
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

type Answer = Readonly<Record<string, unknown>>;

/** Calls of the DevTools protocol over Chromium's two extra pipes: JSON texts, each ended by a zero byte. */
function caller({ stdio }: ChildProcess) {
  const [, , , to, from] = stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: Answer) => void>();
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const texts = `${rest}${text}`.split('\0');
    rest = texts.pop() ?? '';
    for (const one of texts) {
      const { id, result = {} } = JSON.parse(one) as { id?: number; result?: Answer };
      if (id !== undefined) waiting.get(id)?.(result);
    }
  });
  let id = 0;
  return (method: string, params: object, sessionId?: string): Promise<Answer> => {
    id += 1;
    const session = sessionId === undefined ? {} : { sessionId };
    to.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve) => waiting.set(id, resolve));
  };
}
