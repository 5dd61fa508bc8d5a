// What a program imports to say what it is (`--version`, `--help`): little, as it costs each start. The rest of the
// package is loaded with what the program does.
export { type Program, type ProgramContext, runProgram } from './program/run.ts';
export type { ProgramCommand, ProgramOption, ProgramSpec } from './program/spec.ts';
export { parseBoolean } from './settings/boolean.ts';
export { invalid as invalidSettings } from './settings/invalid.ts';
export { pathOf, placeOf, placeOfTarget } from './settings/places.ts';
export { rulesOfEnds } from './settings/rules-of-ends.ts';
export { hasStrayCredentials } from './settings/url.ts';
