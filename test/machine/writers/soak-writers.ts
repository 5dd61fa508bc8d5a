import { inspect } from 'node:util';
import { playRound, type RoundMode } from './run-round.ts';

/** In `remove` the writers take turns, which takes longer. */
const MODES: readonly RoundMode[] = ['tombstone', 'mark', 'tombstone', 'mark', 'remove'];
const HISTORIES = 100;

/** Plays histories of several writers; prints what differs. Returns how many histories, or rounds as a whole, failed. */
export async function soakWriters(url: string, first: number, count: number): Promise<number> {
  const played = { tombstone: 0, mark: 0, remove: 0 };
  const sums = { delivered: 0, failed: 0, latestMs: 0, leastGapMs: Number.POSITIVE_INFINITY };
  for (let begin = 0; begin < count; begin += HISTORIES) {
    const mode = MODES[(begin / HISTORIES) % MODES.length] ?? 'mark';
    const round = { seed: first + begin, mode, histories: Math.min(HISTORIES, count - begin) };
    const outcome = await playRound(url, round).catch((error: unknown) => inspect(error));
    const findings = typeof outcome === 'string' ? [outcome] : outcome.findings;
    for (const finding of findings) console.log(`SEED=${round.seed} ${mode}: ${finding}`);
    sums.failed += findings.length;
    played[mode] += round.histories;
    console.log(JSON.stringify({ writers: played, failed: sums.failed }));
    if (typeof outcome === 'string') continue;
    sums.delivered += outcome.delivered;
    if (mode !== 'remove') continue;
    sums.latestMs = Math.max(sums.latestMs, outcome.latestMs);
    sums.leastGapMs = Math.min(sums.leastGapMs, outcome.leastGapMs);
  }
  console.log(
    `histories of several writers: ${JSON.stringify(played)}, ${sums.delivered} deliveries of changes, ${sums.failed} failed`,
  );
  console.log(
    `remove: no write later than ${Math.round(sums.latestMs)} ms after a renewal, none of the next process earlier than ${Math.round(sums.leastGapMs)} ms after the last one of the process before`,
  );
  return sums.failed;
}
