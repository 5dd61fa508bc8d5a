import { type Finding, fail, ok } from '@cdc-relay/singer';

/** `CrateDB 6.4.3 (built …)`: the name and the version. */
const CRATEDB = /^CrateDB\b[^(]*/;

/** What a server is that has answered, and whether it is CrateDB. */
export function judgeServer(where: string, version: string, user: string, isEncrypted: boolean): Finding {
  const name = CRATEDB.exec(version)?.[0].trim();
  if (name === undefined)
    return fail(`${where} is no CrateDB, it says: ${version.slice(0, 60)}. Correct host and pg_port.`);
  return ok(`${where}: ${name}, user ${user}, ${isEncrypted ? 'encrypted' : 'not encrypted'}`);
}

/** Of several nodes one that answers is enough: then a failure of the others is worth a warning. */
export function judgeNodes(nodes: readonly Finding[]): Finding[] {
  const works = nodes.some(({ level }) => level !== 'FAIL');
  return nodes.map((node) => (works && node.level === 'FAIL' ? { ...node, level: 'warn' } : node));
}
