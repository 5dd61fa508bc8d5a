import { readRegular } from '../files/regular-file.ts';
import type { Environment } from '../settings/environment.ts';
import { variableOf } from '../settings/environment.ts';
import { type LogFormat, plainFormat, structuredFormat } from './format.ts';
import { type Level, levelOf, reaches } from './level.ts';

/** How a program logs. */
export interface LogConfig {
  readonly level: Level;
  readonly format: LogFormat;
  /** Whether a terminal may show a status line: not where lines are made for machines. */
  readonly live: boolean;
}

/** A larger file is no configuration of a log. */
const MAX_BYTES = 1024 * 1024;

/**
 * Decides how to log: plain text at `<PROGRAM>_LOGLEVEL` or `LOGLEVEL` (info), unless `SINGER_SDK_LOG_CONFIG` names a
 * Python logging configuration (JSON), as Meltano sets it: then its root level counts, and its StructuredFormatter
 * asks for JSON lines. An unreadable file is ignored, as logs must not stop a pipeline.
 */
export function logConfig(program: string, environment: Environment): LogConfig {
  const named = levelOf(environment[variableOf(program, 'loglevel')] ?? environment.LOGLEVEL);
  const sdk = readSdkConfig(environment.SINGER_SDK_LOG_CONFIG);
  const structured = sdk?.includes('singer_sdk.logging.StructuredFormatter') ?? false;
  const level = named ?? rootLevel(sdk) ?? 'info';
  return {
    level,
    format: structured ? structuredFormat : plainFormat,
    live: !structured && reaches('info', level),
  };
}

function readSdkConfig(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readRegular(path, MAX_BYTES);
  } catch {
    return undefined;
  }
}

function rootLevel(sdkConfig: string | undefined): Level | undefined {
  try {
    const parsed = JSON.parse(sdkConfig ?? '{}') as { root?: { level?: string } };
    return levelOf(parsed.root?.level);
  } catch {
    return undefined;
  }
}
