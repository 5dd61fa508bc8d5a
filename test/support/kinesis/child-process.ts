import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const KEPT_CHARACTERS = 16_384;

/** Ends a child that we started: SIGTERM, `graceMs` later SIGKILL. Resolves when it is gone. */
export async function stopChild(child: ChildProcess, graceMs = 500): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(forced);
}

/** Collects what a child prints, its newest 16 KiB, for error messages. */
export function captureOutput(child: ChildProcess): () => string {
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => output;
}
