import { type JsonObject, type JsonSchema, schemaLine } from '@cdc-relay/singer';
import { DELETED_AT, SEQUENCE } from '../record/names.ts';
import { propertiesOf } from './json-schema.ts';
import { ShapeLearner } from './learner.ts';
import type { Shape } from './shape.ts';

/** The schema of one Singer stream, learned from its items, and whether its reader knows it already. */
export class LearnedStream {
  readonly name: string;
  /** Names of the key attributes, as first seen; stable from then on. */
  readonly keys: readonly string[];
  readonly #learner: ShapeLearner;
  #announced = false;

  constructor(name: string, keys: readonly string[], shape?: Shape) {
    this.name = name;
    this.keys = keys;
    this.#learner = new ShapeLearner(shape);
  }

  /** Learns an item that is to become a record. */
  learn(item: JsonObject): void {
    if (this.#learner.learn(item)) this.#announced = false;
  }

  /** True when the item has exactly this stream's key attributes. */
  hasKeys(keys: JsonObject): boolean {
    let count = 0;
    for (const name in keys) {
      if (!this.keys.includes(name)) return false;
      count += 1;
    }
    return count === this.keys.length;
  }

  /** The line of the SCHEMA message when the schema has grown since the last one; call it before every record. */
  announcement(): string | undefined {
    if (this.#announced) return undefined;
    this.#announced = true;
    return schemaLine(this.name, this.#schema(), this.keys);
  }

  /** The learned part of the schema, for the state. */
  properties(): JsonObject {
    return propertiesOf(this.#learner.root, this.keys);
  }

  #schema(): JsonSchema {
    return {
      type: 'object',
      properties: {
        ...this.properties(),
        [SEQUENCE]: { type: ['integer'] },
        [DELETED_AT]: { type: ['string', 'null'], format: 'date-time' },
      },
    };
  }
}
