import { Writable } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { SnapshotSet } from '../tables/snapshot-set.ts';
import { SnapshotWatch } from './snapshot-watch.ts';

test('a snapshot that is taken again adds to what was counted; the state says whether it is complete', () => {
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const snapshots = new SnapshotSet(new Map([['old', { version: 1, sequence: 1 }]]), true);
  snapshots.request(['t']);
  const watch = new SnapshotWatch(new Logger('tap', logConfig('tap', {}), quiet), snapshots, (t) => `s-${t}`);
  const seen = (name: string) =>
    watch
      .points(performance.now())
      .flatMap((one) =>
        one.name === `dynamodb_cdc_snapshot_${name}` ? [[...one.labels, one.value].join(' ')] : [],
      );
  expect(seen('items_total')).toEqual([]);
  const first = watch.begin('s-t', 10);
  first.page({ items: 3, units: 1, bytes: 30 });
  first.end();
  expect(seen('left_seconds')).toEqual(['s-t 0']);
  watch.begin('s-t', 10).page({ items: 4, units: 1, bytes: 40 });
  expect(seen('items_total')).toEqual(['s-t 7']);
  expect(seen('bytes_total')).toEqual(['s-t 70']);
  expect(seen('complete')).toEqual(['s-old 1', 's-t 0']);
});
