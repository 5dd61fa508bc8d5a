import type { KeySchemaElement } from '@aws-sdk/client-dynamodb';

/** The names of a key's attributes, hash before range. */
export function keyNames(schema: readonly KeySchemaElement[] = []): string[] {
  return schema
    .toSorted((a, b) => rank(a.KeyType) - rank(b.KeyType))
    .flatMap(({ AttributeName: name }) => (name === undefined ? [] : [name]));
}

function rank(keyType: string | undefined): number {
  return keyType === 'HASH' ? 0 : 1;
}
