import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { describeSnapshots } from './server-snapshot.ts';

// Those of MiniStack and moto: test/emulators.
describeSnapshots('dynalite', startDynalite);
