import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openPage } from '../support/programs/browser.ts';
import { run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { observedRelay, WAIT } from './observed.ts';

/** Debian's package `chromium`. */
const hasChromium = spawnSync('chromium', ['--version']).status === 0;

/** In CSS pixels. */
const PHONE = { width: 390, height: 844 };

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

/** The page as a browser has made it, after some seconds of its own time, and what it has complained about. */
async function browse(url: string): Promise<{ html: string; log: string }> {
  using folder = temporaryFolder();
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--enable-logging=stderr',
  ];
  const profile = `--user-data-dir=${folder.path}`;
  const { stdout, stderr } = await run('chromium', [
    ...options,
    profile,
    '--virtual-time-budget=3000',
    '--dump-dom',
    url,
  ]);
  return { html: stdout, log: stderr };
}

const title = (state: string): string => `<title>${state} · dynamodb-cdc-relay</title>`;

test.runIf(hasChromium)(
  'the page shows tables, shards and health, and runs nothing of the data',
  { timeout: 240_000 },
  async () => {
    await using relay = await observedRelay([plainRecord(), plainRecord({ table: HOSTILE })]);
    await expect.poll(async () => (await relay.see('/status')).text, WAIT).toMatch(/onerror.*"written":1/);
    let seen = { html: '', log: '' };
    const look = async (): Promise<string> => {
      seen = await browse(relay.url);
      return seen.html;
    };
    // The browser's own start may keep a busy machine from reporting in time.
    await expect.poll(look, { ...WAIT, timeout: 120_000 }).toContain(title('ready'));
    const { html, log } = seen;
    expect(html).toMatch(/<p id="state"[^>]* class="good">ready<\/p>/);
    expect(html).toContain(
      '<td>shardId-000000000000</td>'.replace('<td>', '<td title="shardId-000000000000">'),
    );
    expect(html).toContain('&lt;script&gt;document.title=2&lt;/script&gt;</td>');
    expect(html).toMatch(/<p id="route">127\.0\.0\.1:\d+\/cdc in us-east-1 → /);
    expect(log).not.toMatch(/Refused to|Content Security Policy|Uncaught/);
    relay.source.trouble = () => ({ kind: 'error', type: 'AccessDeniedException' });
    await relay.untilNot(/ACCESS_DENIED/);
    await expect.poll(look, { ...WAIT, timeout: 120_000 }).toMatch(/<li>ACCESS_DENIED: [^<]*<small>/);
    expect(seen.html).toContain(title('not ready'));
  },
);

test.runIf(hasChromium)(
  'on a phone nothing is wider than the screen, whatever the names',
  { timeout: 240_000 },
  async () => {
    await using relay = await observedRelay([plainRecord(), plainRecord({ table: 'x'.repeat(200) })]);
    await expect.poll(async () => (await relay.see('/status')).text, WAIT).toMatch(/x{200}","emitted":1/);
    await using page = await openPage(relay.url, PHONE.width, PHONE.height);
    const shown = () => page.evaluate("document.querySelectorAll('#streams td').length");
    await expect.poll(shown, WAIT).toBeGreaterThan(10);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    const picture = await page.screenshot();
    // What PNG says of its size; a page without anything on it has some 2 KB.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([PHONE.width, PHONE.height]);
    expect(picture.length).toBeGreaterThan(10_000);
  },
);

test.skipIf(hasChromium)(
  'NOT TESTED: the page in a browser, as there is no chromium (Debian: apt-get install chromium)',
  () => undefined,
);
