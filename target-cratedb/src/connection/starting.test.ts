import { expect, test } from 'vitest';
import type { Run } from './database.ts';
import { hasStarted, isHidden } from './starting.ts';

const answering = (rows: readonly object[]): Run => (async () => ({ rows, rowCount: rows.length })) as Run;

const failing =
  (code: string, message: string): Run =>
  () =>
    Promise.reject(Object.assign(new Error(message), { code }));

// What CrateDB 6.4.3 answered: started, starting, to a user without rights, before its first cluster state.
test.each([
  [answering([]), true],
  [answering([{ description: 'state not recovered / initialized' }]), false],
  [failing('3F000', "Schema 'sys' unknown"), true],
  [failing('XX000', 'Cannot invoke "…ClusterState.nodes()" because "clusterState" is null'), false],
  [failing('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'), false],
])('of %o: %s', async (run, expected) => {
  expect(await hasStarted(run)).toBe(expected);
});

test('a table is hidden that the state has; without the privilege the answer is no, and a transient error is thrown', async () => {
  const name = { schema: 's', table: 't' };
  expect(await isHidden(answering([{ table_name: 't' }]), name)).toBe(true);
  expect(await isHidden(answering([]), name)).toBe(false);
  expect(await isHidden(failing('42P01', "Relation 'sys.health' unknown"), name)).toBe(false);
  await expect(isHidden(failing('ECONNREFUSED', 'connect ECONNREFUSED'), name)).rejects.toThrow('REFUSED');
});
