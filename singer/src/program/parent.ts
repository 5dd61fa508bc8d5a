import type { Metric } from '../log/metrics.ts';

/**
 * What a program sends to the one that has started it with an IPC channel: the code of the error that it ends with, and
 * its metrics, which then are not logged. Names and values of the data get into the log, and never here as anything
 * else than the tags of a metric.
 */
export type ParentMessage =
  | { readonly fault: string }
  | { readonly metric: Metric }
  /** What `--check` has found that has to fit the other program: numbers by their names. */
  | { readonly checked: { readonly [name: string]: number } };

/** Sends to the parent; undefined where there is no channel. A parent that is gone is no error. */
export function parentChannel(): ((message: ParentMessage) => void) | undefined {
  if (process.send === undefined) return undefined;
  return (message) => void process.send?.(message, undefined, undefined, () => undefined);
}

/** Says to the relay what has to fit the other program. */
export function reportChecked(name: string, value: number): void {
  parentChannel()?.({ checked: { [name]: value } });
}
