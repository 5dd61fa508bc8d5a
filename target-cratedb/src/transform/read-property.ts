import type { JsonValue } from '@cdc-relay/singer';
import type { PropertyMap } from './stream-map.ts';

const NAME = /^[A-Za-z_]\w*$/;
const MEMBER = /^(?:_|record)\[(?:'([^'\\]+)'|"([^"\\]+)")\]$/;
const TEXT = /^(?:'([^'\\]*)'|"([^"\\]*)")$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Python's names for what JSON has too. */
const CONSTANTS: ReadonlyMap<string, JsonValue> = new Map([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
]);

/**
 * Reads what a property is mapped to, as the Singer SDK means it: a bare name or `_['name']` is another property, text
 * in quotes and numbers are constants. Undefined for any other expression.
 */
export function readProperty(value: JsonValue): PropertyMap | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'constant', value };
  return typeof value === 'string' ? readExpression(value.trim()) : undefined;
}

function readExpression(text: string): PropertyMap | undefined {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return { kind: 'constant', value: constant };
  if (NAME.test(text)) return { kind: 'copy', of: text };
  const member = MEMBER.exec(text);
  if (member !== null) return { kind: 'copy', of: member[1] ?? member[2] ?? '' };
  const quoted = TEXT.exec(text);
  if (quoted !== null) return { kind: 'constant', value: quoted[1] ?? quoted[2] ?? '' };
  return NUMBER.test(text) ? { kind: 'constant', value: Number(text) } : undefined;
}
