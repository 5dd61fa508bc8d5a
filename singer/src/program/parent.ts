import type { ErrorEntry } from '../errors/error-catalogue.ts';
import type { Metric } from '../log/metrics.ts';
import type { Notice, Report } from '../observe/report.ts';

/**
 * What a program sends to the one that has started it with an IPC channel: the code of the error that it ends with, and
 * its metrics, which then are not logged. Names and values of the data get into the log, and here as nothing else than
 * text: the tags of a metric, the labels and causes of a report, what a notice says.
 */
export type ParentMessage =
  | { readonly fault: string; readonly restart: ErrorEntry['restart'] }
  | { readonly metric: Metric }
  /** What it has counted, and why it is not ready. */
  | { readonly report: Report }
  /** A warning or an error that it has logged. */
  | { readonly notice: Notice }
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
