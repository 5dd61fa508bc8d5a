export { type ClockReading, judgeClock } from './check/clock.ts';
export { type Finding, fail, failure, findingLine, ok, warn } from './check/finding.ts';
export { type Check, runChecks } from './check/run-checks.ts';
export { RecentMap } from './collections/recent-map.ts';
export { hashOf, shortId } from './collections/short-id.ts';
export { COMMON_ERRORS, type ErrorCatalogue, type ErrorEntry } from './errors/error-catalogue.ts';
export type * from './errors/error-codes.ts';
export { codeOf, type FaultDetails, messageOf, PIPE_CLOSED, ProgramError } from './errors/errors.ts';
export { ownFolder } from './files/own-folder.ts';
export { openReadable, readText } from './files/readable-file.ts';
export { checkRegularOrNone, openRegular, readRegular } from './files/regular-file.ts';
export { unwritable } from './files/writable-place.ts';
export { parseAddress } from './http/address.ts';
export { type Collect, type Observation, observe, resources, serveBoard } from './http/observe.ts';
export { canonicalDecimal, Decimal, isInteger, parseDecimal } from './json/decimal.ts';
export { notJson } from './json/not-json.ts';
export { parseJson } from './json/parse.ts';
export { holdsDecimal, stringifyJson } from './json/stringify.ts';
export { isJsonObject, isNames, isTexts, type JsonObject, type JsonValue, setMember } from './json/value.ts';
export { type LogConfig, logConfig } from './log/config.ts';
export { counted } from './log/counted.ts';
export type { LogFields } from './log/format.ts';
export { GrowthLog } from './log/growth-log.ts';
export { Logger } from './log/logger.ts';
export type { Metric } from './log/metrics.ts';
export { printable } from './log/printable.ts';
export { activateVersionLine, recordLineOf, schemaLine, stateLine } from './messages/encode.ts';
export { type Malformation, MalformedMessage } from './messages/members.ts';
export { messageFrom, parseMessage } from './messages/parse.ts';
export type {
  ActivateVersionMessage,
  BatchMessage,
  JsonSchema,
  RecordMessage,
  SchemaMessage,
  SingerMessage,
  StateMessage,
} from './messages/types.ts';
export { type About, Board, type Route, type Verdict } from './observe/board.ts';
export { METRICS, type MetricName } from './observe/catalogue.ts';
export { CAUSES, type CauseCode } from './observe/causes.ts';
export { readNotice, readReport } from './observe/read-report.ts';
export { type Cause, causeOf, type Notice, type Point, point, type Report } from './observe/report.ts';
export { Tally } from './observe/tally.ts';
export { DeadLetterFile } from './output/dead-letter-file.ts';
export { LineWriter } from './output/line-writer.ts';
export { about, settingsTable } from './program/about.ts';
export { type CommandLine, parseCommandLine } from './program/command-line.ts';
export { isInterruption } from './program/interruption.ts';
export { reportChecked } from './program/parent.ts';
export { reportFault } from './program/report-fault.ts';
export * from './program.ts';
export { Outage } from './retry/outage.ts';
export { type Delays, retryDelay } from './retry/retry-delay.ts';
export { readDotEnv } from './settings/dot-env.ts';
export { type Environment, variableOf } from './settings/environment.ts';
export { checkTogether } from './settings/invalid.ts';
export {
  loadSettings,
  type ReadSettings,
  readJsonFile,
  readRegularJson,
  type SettingsSources,
} from './settings/load.ts';
export { isLoopback } from './settings/loopback.ts';
export type { Connection } from './settings/one-source.ts';
export type { SettingsRules } from './settings/rules.ts';
export type { SettingSchema, SettingsSchema } from './settings/schema.ts';
export type { Given } from './settings/sources.ts';
