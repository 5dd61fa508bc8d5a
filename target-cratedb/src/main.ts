import { setFlagsFromString } from 'node:v8';
import type { ProgramContext } from '@cdc-relay/singer';
import { statementError } from './connection/statement-error.ts';
import { ERRORS } from './error-catalogue.ts';
import { printKeptState } from './query/print-state.ts';
import { runShell } from './query/shell.ts';
import { showTable } from './query/show-table.ts';
import { runStateCommand } from './query/states.ts';
import { runTarget } from './run-target.ts';
import type { TargetSettings } from './settings/settings.generated.ts';

// V8 looks for garbage once the heap has doubled; left to itself it takes a third more memory for the same rate.
setFlagsFromString('--heap-growing-percent=100');

/** Does what the command line asks for. */
export async function main(context: ProgramContext<TargetSettings>): Promise<void> {
  const { check, command, options } = context.commandLine;
  try {
    if (check) await (await import('./check/run-check.ts')).runCheck(context, ERRORS);
    else if (command === 'shell') await runShell(context);
    else if (command === 'show-table') await showTable(context);
    else if (command?.startsWith('state ')) await runStateCommand(command, context);
    else if (options.printState === true) await printKeptState(context);
    else await runTarget(context);
  } catch (error) {
    throw statementError(error);
  }
}
