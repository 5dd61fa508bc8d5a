import { type JsonObject, schemaLine } from '@cdc-relay/singer';
import { propertiesOf } from './json-schema.ts';
import { ShapeLearner } from './learner.ts';
import type { Shape } from './shape.ts';

/** How a stream is announced. */
export interface Announcement {
  /** The name of the Singer stream. */
  readonly name: string;
  /** Names of the key's properties, in their order. */
  readonly keyProperties: readonly string[];
  /** Makes the schema's properties from the learned ones. */
  readonly properties: (learned: JsonObject) => JsonObject;
}

/** The schema of one Singer stream, learned from its records, and whether its reader knows it already. */
export class LearnedStream {
  readonly name: string;
  readonly #announcement: Announcement;
  readonly #learner: ShapeLearner;
  #grown = true;
  #announced = '';

  constructor(announcement: Announcement, shape?: Shape) {
    this.name = announcement.name;
    this.#announcement = announcement;
    this.#learner = new ShapeLearner(shape);
  }

  /** Learns what is to become a record. */
  learn(properties: JsonObject): void {
    if (this.#learner.learn(properties)) this.#grown = true;
  }

  /** The line of the SCHEMA message when the schema has grown since the last one; call it before every record. */
  announcement(): string | undefined {
    if (!this.#grown) return undefined;
    this.#grown = false;
    const schema: JsonObject = { type: 'object', properties: this.schemaProperties() };
    const line = schemaLine(this.name, schema, this.#announcement.keyProperties);
    if (line === this.#announced) return undefined;
    this.#announced = line;
    return line;
  }

  /** A line of the stream, after the SCHEMA's when that has grown: to be written as one. */
  announced(line: string): string {
    const announcement = this.announcement();
    return announcement === undefined ? line : `${announcement}\n${line}`;
  }

  /** The learned part of the schema, for the state. */
  properties(): JsonObject {
    return propertiesOf(this.#learner.root, this.#announcement.keyProperties);
  }

  /** The properties that are announced. */
  schemaProperties(): JsonObject {
    return this.#announcement.properties(this.properties());
  }
}
