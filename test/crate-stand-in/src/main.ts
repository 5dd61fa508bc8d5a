import { startStandIn } from './stand-in.ts';

/** Runs a stand-in as a process of its own: prints `{"port":…}` when ready, ends by a signal or closed stdin. */
const standIn = await startStandIn();
process.stdout.write(`${JSON.stringify({ port: standIn.port })}\n`);

let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  await standIn.stop();
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop());
process.stdin.once('end', () => void stop()).once('error', () => void stop());
process.stdin.resume();
