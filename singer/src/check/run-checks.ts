import type { ErrorCatalogue } from '../errors/error-catalogue.ts';
import { ProgramError } from '../errors/errors.ts';
import type { Logger } from '../log/logger.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { type Finding, failure, findingLine } from './finding.ts';

/** One line, or some, of `--check`. */
export interface Check {
  readonly topic: string;
  // Topics without which this one cannot be looked at. */
  readonly needs?: readonly string[];
  /** Looks, and changes nothing. A ProgramError that it throws is a FAIL; none found is no line. */
  readonly look: () => Promise<readonly Finding[]>;
}

/** What checks are run with. */
export interface CheckPorts {
  readonly output: LineWriter;
  /** Knows what must not be shown. */
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** What the program says about its errors. */
  readonly errors: ErrorCatalogue;
}

/** Runs checks in their order, and prints a line for each finding as soon as it is there. Throws CHECK_FAILED. */
export async function runChecks(checks: readonly Check[], ports: CheckPorts): Promise<void> {
  const { output, log, signal } = ports;
  // Topics with a FAIL, and those that were skipped for that.
  const failed = new Set<string>();
  const skipped = new Set<string>();
  for (const check of checks) {
    if (signal.aborted) break;
    const findings = await findingsOf(check, new Set([...failed, ...skipped]), ports);
    if (findings.some(({ level }) => level === 'FAIL')) failed.add(check.topic);
    if (findings.some(({ level }) => level === 'skip')) skipped.add(check.topic);
    for (const finding of findings)
      await output.write(log.withoutSecrets(findingLine(check.topic, finding, ports.errors)));
    await output.flush();
  }
  await output.end();
  if (signal.aborted) throw new ProgramError('CHECK_FAILED', 'The check was ended before it was complete.');
  if (failed.size > 0) throw new ProgramError('CHECK_FAILED', `Not in order: ${[...failed].join(', ')}.`);
}

async function findingsOf(
  { needs = [], look }: Check,
  failed: ReadonlySet<string>,
  { signal }: CheckPorts,
): Promise<readonly Finding[]> {
  const missing = needs.filter((topic) => failed.has(topic));
  if (missing.length > 0)
    return [{ level: 'skip', text: `cannot be looked at without: ${missing.join(', ')}` }];
  try {
    return await look();
  } catch (error) {
    if (error instanceof ProgramError) return [failure(error)];
    if (signal.aborted) return [];
    throw error;
  }
}
