import { type Logger, parseAddress, serveBoard } from '@cdc-relay/singer';
import type { Outlook } from './outlook.ts';

const TICK_MS = 1000;

/** Shows the outlook on the server of the setting `http`, until it is disposed of. Throws CONFIG_INVALID, HTTP_UNAVAILABLE. */
export async function serveOutlook(outlook: Outlook, http: string, log: Logger): Promise<AsyncDisposable> {
  const address = parseAddress(http);
  const live = () => outlook.live(performance.now());
  const served = address && (await serveBoard(address, { board: outlook.board, live }));
  if (served !== undefined) log.info(`metrics, health and a page are on ${served.url}`);
  log.listen((notice) => outlook.notice('dynamodb-cdc-relay', notice));
  const timer = setInterval(() => outlook.tick(performance.now()), TICK_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await served?.[Symbol.asyncDispose]();
    },
  };
}
