import type { Path } from '../catalogue/key.ts';
import type { Table } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import { memberPath, nameOf, nameParts } from '../grammar/names.ts';
import { childOf, childrenOf, find, findAll, is, type Node } from '../grammar/tree.ts';

const DEFAULT_SHARDS = 4;

/** Key columns may be marked one by one and listed at the end; all of them make one key. */
export function readPrimaryKey(statement: Node): Path[] {
  const list = childOf(statement, 'PrimaryKeyConstraintTableLevel');
  return [...markedKeys(statement, []), ...(list ? columnPaths(list) : [])];
}

/** The columns, and members of objects, that say PRIMARY KEY themselves. */
function markedKeys(definitions: Node, prefix: Path): Path[] {
  return childrenOf(definitions, 'ColumnDefinition').flatMap((definition) => {
    const name = childOf(definition, 'Ident');
    const path = [...prefix, name ? nameOf(name) : ''];
    const object = childOf(definition, 'ObjectDataType');
    const within = object ? markedKeys(object, path) : [];
    return childOf(definition, 'ColumnConstraintPrimaryKey') ? [path, ...within] : within;
  });
}

/** CLUSTERED BY … INTO … SHARDS and PARTITIONED BY; rows are spread by the key when it is one column. */
export function readPlacement(
  statement: Node,
  primaryKey: readonly Path[],
): Pick<Table, 'clusteredBy' | 'shards' | 'partitionedBy'> {
  const clustered = find(statement, 'ClusteredBy');
  const partitioned = find(statement, 'PartitionedBy');
  const [by] = clustered ? columnPaths(clustered) : [];
  const [key] = primaryKey.length === 1 ? primaryKey : [];
  return {
    clusteredBy: by ?? key ?? ['_id'],
    shards: readShards(clustered),
    partitionedBy: partitioned ? columnPaths(partitioned).flat() : [],
  };
}

function readShards(clustered: Node | undefined): number {
  const shards = clustered && find(clustered, 'IntegerLiteral');
  if (shards === undefined) return DEFAULT_SHARDS;
  if (Number(shards.text) > 0) return Number(shards.text);
  throw new CrateError(INTERNAL, 'num_shards in CLUSTERED clause must be greater than 0');
}

function columnPaths(clause: Node): Path[] {
  const references = findAll(clause, 'ColumnReference').length;
  const written = columnsIn(clause).map((column) => {
    const target = memberPath(column);
    return target && [...nameParts(target.column), ...target.path];
  });
  const paths = written.filter((path) => path !== undefined);
  if (paths.length !== references) throw unsupported(clause.text);
  return paths;
}

function columnsIn(node: Node): Node[] {
  const isColumn = is(node, 'ColumnReference') || is(node, 'Subscript');
  return isColumn ? [node] : node.children.flatMap(columnsIn);
}
