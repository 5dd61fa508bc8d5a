import type { AttributeDefinition, AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb';

/** The names of a key's attributes, hash before range. */
export function keyNames(schema: readonly KeySchemaElement[] = []): string[] {
  return schema
    .toSorted((a, b) => rank(a.KeyType) - rank(b.KeyType))
    .flatMap(({ AttributeName: name }) => (name === undefined ? [] : [name]));
}

function rank(keyType: string | undefined): number {
  return keyType === 'HASH' ? 0 : 1;
}

/** A key with these attributes, of the types that the table defines. */
export function exampleOf(
  names: readonly string[],
  definitions: readonly AttributeDefinition[] = [],
): Record<string, AttributeValue> {
  const types = new Map(
    definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  return Object.fromEntries(names.map((name) => [name, exampleValue(types.get(name))]));
}

function exampleValue(type: string | undefined): AttributeValue {
  if (type === 'N') return { N: '0' };
  return type === 'B' ? { B: new Uint8Array() } : { S: '' };
}
