#!/usr/bin/env node
import { runProgram } from '@cdc-relay/singer';
import { program } from './program.ts';

await runProgram(program);
