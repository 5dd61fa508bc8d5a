import { type ProgramContext, ProgramError } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { Answers } from './answers.ts';
import type { ShellFormat } from './format.ts';
import { statementsIn } from './statements.ts';

interface ShellOptions {
  readonly command?: readonly string[];
  readonly format?: ShellFormat;
}

/**
 * Runs SQL statements one by one and prints their answers: those of `--command`, else those of stdin; on a terminal it
 * prompts for them. Names without a schema are of the destination's.
 */
export async function runShell(context: ProgramContext<TargetSettings>): Promise<void> {
  const { output, log } = context;
  const { command, format = 'table' } = context.commandLine.options as ShellOptions;
  const options = optionsOf(context.settings);
  const { destination } = options;
  const session = { ...options, destination: { ...destination, defaultSchema: destination.schema } };
  await using db = openDatabase(session, context);
  const answers = new Answers({ db, output, log, format });
  try {
    if (command === undefined && process.stdin.isTTY)
      return await (await import('./prompt.ts')).prompt(answers, context);
    for (const statement of statementsIn(command?.join(';\n') ?? (await textOfStdin())))
      await answers.print(statement);
  } finally {
    await output.end();
  }
}

/** More SQL than this is no script for a shell. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

async function textOfStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_CHARACTERS)
      throw new ProgramError('INPUT_INVALID', `stdin has more than ${MAX_CHARACTERS} characters of SQL.`, {
        remedy: 'Run it in parts.',
      });
  }
  return text;
}
