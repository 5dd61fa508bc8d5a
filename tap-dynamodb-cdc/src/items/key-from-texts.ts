import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SdkItem, TableDescription } from '../dynamodb/port.ts';

/** The key of the table's types whose values are these texts, one for each attribute of the key. */
export function keyFromTexts(
  { keys, exampleKey }: Pick<TableDescription, 'keys' | 'exampleKey'>,
  texts: readonly string[],
): SdkItem {
  return Object.fromEntries(
    keys.map((name, index) => [name, keyValue(exampleKey[name], texts[index] ?? '')]),
  );
}

function keyValue(example: AttributeValue | undefined, text: string): AttributeValue {
  if (example?.N !== undefined) return { N: text };
  return example?.B === undefined ? { S: text } : { B: Buffer.from(text, 'base64') };
}
