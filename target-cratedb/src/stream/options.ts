import { invalidSettings, type JsonObject } from '@cdc-relay/singer';
import type { DeadLetterOptions } from '../bad-record/dead-letters.ts';
import { PatternBudget } from '../json-schema/pattern-budget.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { Metadata } from '../transform/metadata.ts';
import { readStreamMaps, type StreamMaps } from '../transform/read-stream-maps.ts';
import type { RecordTransformOptions } from '../transform/record-transform.ts';

/** What happens to messages before they are loaded, by the settings. */
export function transformOptions(settings: TargetSettings): RecordTransformOptions {
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
