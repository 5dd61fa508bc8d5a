import { describe } from 'vitest';
import { describeSnapshots } from '../snapshot/server-snapshot.ts';
import { startMiniStack, startMoto } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';

describe.runIf(hasPython)('emulators of DynamoDB that nobody here wrote', () => {
  describeSnapshots('MiniStack', startMiniStack);
  // Its parallel scans know no binary keys.
  describeSnapshots('moto', startMoto, { snapshot_segments: 1 });
});
