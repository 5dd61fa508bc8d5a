import { connect } from 'node:net';
import type { Report } from '@cdc-relay/singer';

/** The variable by which the worker names its socket to the processes of shards. It is no setting. */
export const REPORTS_VARIABLE = 'DYNAMODB_CDC_KCL__REPORTS';

const REPORT_MS = 1000;
/** A worker that does not read gets no more. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** Reports to the worker once a second, as long as it listens; nothing depends on it. */
export function sendReports(path: string, shardId: string, collect: () => Report): void {
  const socket = connect(path);
  socket.unref();
  const send = (): void => {
    if (socket.writableLength > MAX_WAITING_BYTES) return;
    socket.write(`${JSON.stringify({ shardId, report: collect() })}\n`);
  };
  const timer = setInterval(send, REPORT_MS);
  timer.unref();
  socket.once('connect', send);
  socket.on('error', () => undefined);
  socket.once('close', () => clearInterval(timer));
}
