import { setFlagsFromString } from 'node:v8';
import type { ProgramContext } from '@cdc-relay/singer';
import { withStatementErrors } from './connection/with-statement-errors.ts';
import { runShell } from './query/shell.ts';
import { showTable } from './query/show-table.ts';
import type { TargetSettings } from './settings/settings.generated.ts';
import { printKeptState } from './state/print-state.ts';
import { runTarget } from './target.ts';

// V8 looks for garbage once the heap has doubled; left to itself it takes a third more memory for the same rate.
setFlagsFromString('--heap-growing-percent=100');

/** Does what the command line asks for. */
export async function main(context: ProgramContext<TargetSettings>): Promise<void> {
  const { command, options } = context.commandLine;
  await withStatementErrors(async () => {
    if (command === 'shell') await runShell(context);
    else if (command === 'show-table') await showTable(context);
    else if (options.printState === true) await printKeptState(context);
    else await runTarget(context);
  });
}
