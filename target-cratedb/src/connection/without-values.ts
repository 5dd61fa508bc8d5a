import { Decimal, type JsonValue, parseJson } from '@cdc-relay/singer';

const WITHHELD = '…';

/** Where CrateDB 6.4 quotes values in what it says of a row (`ConversionException`, `Indexer`, Lucene's `IndexingChain`). */
const QUOTES: readonly (readonly [RegExp, string])[] = [
  [/((?:with )?value )`[\s\S]*`( to type)/, `$1${WITHHELD}$2`],
  [/(Cannot cast (?:expression )?)[`'][\s\S]*[`']( (?:of type|to) )/, `$1${WITHHELD}$2`],
  [/(Cannot cast )(?!value |object element |expressions? )(?![`'…])[\s\S]*( to type )/, `$1${WITHHELD}$2`],
  [/(for values: )[\s\S]*$/, `$1${WITHHELD}`],
  [/(prefix of the first immense term is: )'\[[^']*'/, `$1${WITHHELD}`],
];

/** Shorter texts are part of too many words. */
const MIN_CHARACTERS = 4;

/**
 * What CrateDB says of a row, without the row's values: for the log, which more people read than the table. `row` is the
 * JSON that was to be written, where it is known.
 */
export function withoutValues(reason: string, row?: string): string {
  const masked = QUOTES.reduce((text, [quote, replacement]) => text.replace(quote, replacement), reason);
  return textsIn(row === undefined ? null : parseJson(row))
    .filter((text) => text.length >= MIN_CHARACTERS && masked.includes(text))
    .sort((a, b) => b.length - a.length)
    .reduce((text, value) => text.replaceAll(value, WITHHELD), masked);
}

/** All texts and numbers of a value, as text. */
function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || value instanceof Decimal) return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value as object).flatMap(textsIn) : [];
}
