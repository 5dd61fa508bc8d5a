/** A table whose DynamoDB stream is read, as the settings name it. */
export interface TableRef {
  /** Its name, or a pattern of names. */
  readonly table: string;
  /** How DescribeTable names it: its name, or its ARN (also of another account). */
  readonly id: string;
  /** The stream itself, where the settings name that. */
  readonly streamArn: string | undefined;
  readonly region: string | undefined;
  readonly isPattern: boolean;
}

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE`, and `…/stream/LABEL` after it. */
const ARN = /^(arn:[^:]*:dynamodb:([^:]+):[^:]*:table\/([^/]+))(\/stream\/[^/]+)?$/;

/** Reads a table's name, a pattern, or the ARN of a table or of its stream; undefined for another ARN. */
export function tableRef(text: string): TableRef | undefined {
  const [, id, region, table, label] = ARN.exec(text) ?? [];
  if (id !== undefined && table !== undefined) {
    const streamArn = label === undefined ? undefined : text;
    return { table, id, streamArn, region, isPattern: false };
  }
  if (text === '' || text.startsWith('arn:')) return undefined;
  return { table: text, id: text, streamArn: undefined, region: undefined, isPattern: /[*?]/.test(text) };
}

/** The ARNs of the tables that are named by ARN, or by that of their stream, by name. */
export function tableArns(names: readonly string[]): Map<string, string> {
  const refs = names.map(tableRef).filter((ref) => ref !== undefined);
  return new Map(refs.filter(({ id, table }) => id !== table).map(({ id, table }) => [table, id]));
}

/** How the shards of a stream are named in a state, without the shard: a stream that is enabled again is another one. */
export function prefixOf(streamArn: string): string {
  const [, table, , label] = streamArn.slice(streamArn.lastIndexOf(':table/') + 1).split('/');
  return `${table}/${label ?? ''}/`;
}
