#!/usr/bin/env node
// What the daemon starts for each shard.
process.title = 'dynamodb-cdc-kcl shard-processor';
const { runShard } = await import('../dist/shard/run-shard.js');
await runShard(process.env);
