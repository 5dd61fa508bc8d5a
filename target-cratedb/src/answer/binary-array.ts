import type { JsonValue } from '@cdc-relay/singer';

/** The number of dimensions, a flag, the type of the elements; then two integers for each dimension. */
const HEADER_BYTES = 12;

/**
 * Reads an array of texts in PostgreSQL's binary format: in text format CrateDB 6.4 does not escape the quotes in them.
 * The format has rectangular arrays only: shorter ones inside an array end with NULLs, which are left out.
 */
export function binaryTexts(bytes: Buffer): JsonValue[] {
  const lengths = Array.from({ length: bytes.readInt32BE(0) }, (_, n) =>
    bytes.readInt32BE(HEADER_BYTES + 8 * n),
  );
  let at = HEADER_BYTES + 8 * lengths.length;
  const element = (): JsonValue => {
    const length = bytes.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(length, 0);
    return length < 0 ? null : bytes.toString('utf8', from, at);
  };
  const elements = (depth: number): JsonValue[] =>
    Array.from({ length: lengths[depth] ?? 0 }, () =>
      depth + 1 < lengths.length ? withoutFilling(elements(depth + 1)) : element(),
    );
  return elements(0);
}

function withoutFilling(elements: readonly JsonValue[]): JsonValue[] {
  return elements.slice(0, elements.findLastIndex((element) => element !== null) + 1);
}
