#!/usr/bin/env node
// Before anything is imported: until then the list of processes shows the arguments.
process.title = 'dynamodb-cdc-kcl';
const { runProgram } = await import('@cdc-relay/singer/program');
const { program } = await import('../dist/program.js');
await runProgram(program);
