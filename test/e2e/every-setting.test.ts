import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingSchema, SettingsSchema } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../support/programs/project.ts';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCHEMAS = { tap: 'tap-dynamodb-cdc', target: 'target-cratedb', relay: 'dynamodb-cdc-relay' } as const;

/** Runs a program with a file of settings, all wrong; returns what it lists. */
async function problemsOf(program: keyof typeof BIN, settings: object): Promise<string[]> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'config.json');
  writeFileSync(file, JSON.stringify(settings));
  const { code, stderr } = await run(BIN[program], ['--config', file]);
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('CONFIG_INVALID');
  return [...stderr.matchAll(/^ {2}- (.*)$/gm)].map(([, problem = '']) => problem);
}

const typesOf = ({ type = [] }: SettingSchema): string[] => [type].flat();

/** A value of no type that the setting has. */
function ofAnotherType(setting: SettingSchema): unknown {
  return typesOf(setting).includes('object') ? 5 : { nonsense: true };
}

/** A value beyond a limit, undefined where there is none. */
function outOfRange({ enum: values, minimum, exclusiveMinimum, maximum }: SettingSchema): unknown {
  if (values !== undefined) return `${values[0]}x`;
  if (minimum !== undefined) return minimum - 1;
  return exclusiveMinimum ?? (maximum === undefined ? undefined : maximum + 1);
}

describe.each(Object.entries(SCHEMAS) as [keyof typeof SCHEMAS, string][])(
  'a mistake in each setting of the %s',
  (program, name) => {
    const path = join(PROJECT, 'schemas', `${name}.json`);
    const { properties } = JSON.parse(readFileSync(path, 'utf8')) as SettingsSchema;
    const all = Object.entries(properties);

    test('another type: the setting is named, and what it may be', async () => {
      const problems = await problemsOf(
        program,
        Object.fromEntries(all.map(([setting, schema]) => [setting, ofAnotherType(schema)])),
      );
      for (const [setting, schema] of all) {
        const own = problems.filter((problem) => problem.startsWith(`"${setting}" `));
        const accepted = schema.enum === undefined ? typesOf(schema) : schema.enum;
        expect(own.join('\n'), setting).toMatch(/must be|cannot be read: it is not a path/);
        if (!own[0]?.includes('not a path'))
          for (const one of accepted) expect(own.join('\n'), setting).toContain(String(one));
      }
    });

    test('out of range, or none of its values: what is accepted is said', async () => {
      const limited = all.filter(([, schema]) => outOfRange(schema) !== undefined);
      const given = Object.fromEntries(limited.map(([setting, schema]) => [setting, outOfRange(schema)]));
      const problems = await problemsOf(program, given);
      for (const [setting, schema] of limited) {
        const limit = [schema.minimum, schema.exclusiveMinimum, schema.maximum].find(
          (one) => one !== undefined,
        );
        const own = problems.find((problem) => problem.startsWith(`"${setting}" must be `));
        for (const one of schema.enum ?? [limit]) expect(own, setting).toContain(String(one));
      }
    });

    test('its name misspelled: the right one is said', async () => {
      const misspelled = (setting: string): string =>
        `${setting.slice(0, -2)}${setting.at(-1)}${setting.at(-2)}x`;
      const problems = await problemsOf(
        program,
        Object.fromEntries(all.map(([one]) => [misspelled(one), 'x'])),
      );
      for (const [setting] of all.filter(([{ length }]) => length > 5))
        expect(problems).toContain(`"${misspelled(setting)}" is not a setting; did you mean "${setting}"?`);
    });
  },
);
