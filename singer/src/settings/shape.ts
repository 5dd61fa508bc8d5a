import type { SettingSchema } from './schema.ts';

/** What a value looks like, for an error that must not show it: it may be a secret in the wrong place. */
export function shapeOf(value: unknown, setting: SettingSchema | undefined): string {
  if (typeof value === 'string')
    return setting?.secret === true ? 'text' : `text of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return typeof value === 'number' && setting?.secret !== true ? `the number ${value}` : `a ${typeof value}`;
}
