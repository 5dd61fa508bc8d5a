#!/usr/bin/env node
import { runProgram } from '@cdc-relay/singer';
import { program } from '../dist/program.js';

await runProgram(program);
