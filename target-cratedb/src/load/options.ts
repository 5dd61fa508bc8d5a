import { invalidSettings, type JsonObject } from '@cdc-relay/singer';
import { PatternBudget } from '../json-schema/pattern-budget.ts';
import type { TargetSettings } from '../settings.generated.ts';
import type { IntakeOptions } from '../transform/intake.ts';
import { Metadata } from '../transform/metadata.ts';
import { readStreamMaps, type StreamMaps } from '../transform/read-stream-maps.ts';
import type { DeadLetterOptions } from './dead-letters.ts';

/** What happens to messages before they are loaded, by the settings. */
export function intakeOptions(settings: TargetSettings): IntakeOptions {
  const { flattening_max_depth: maxDepth, flattening_separator: separator } = settings;
  return {
    validates: settings.validate_records,
    patterns: new PatternBudget(),
    flattening: settings.flattening_enabled ? { maxDepth, separator } : undefined,
    metadata: settings.add_record_metadata ? new Metadata() : undefined,
    keepsTableVersion: settings.activate_version,
  };
}

/** The stream maps of the settings. Throws CONFIG_INVALID. */
export function streamMaps({ stream_maps: maps }: TargetSettings): StreamMaps {
  return readStreamMaps((maps ?? {}) as JsonObject);
}

/** Where bad records go; undefined when they end the program. Throws CONFIG_INVALID. */
export function deadLetterOptions(settings: TargetSettings): DeadLetterOptions | undefined {
  if (settings.on_bad_record === 'fail') return undefined;
  const path = settings.dead_letter_path;
  if (path === undefined)
    throw invalidSettings(['"dead_letter_path" is required with on_bad_record: dead_letter']);
  return { path, limit: settings.max_bad_records };
}
