import { isJsonObject, type JsonObject } from '../json/value.ts';
import { MalformedMessage, member, names, streamOf } from './members.ts';
import type { ActivateVersionMessage, BatchMessage } from './types.ts';

/** Reads an ACTIVATE_VERSION message. Throws MalformedMessage. */
export function activateVersionMessage(message: JsonObject): ActivateVersionMessage {
  const version = member(message, 'version');
  if (typeof version !== 'number' || !Number.isSafeInteger(version))
    throw new MalformedMessage('ACTIVATE_VERSION: "version" is not an integer');
  const { sequence } = message;
  const activation = { type: 'ACTIVATE_VERSION', stream: streamOf(message), version } as const;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence)
    ? { ...activation, sequence }
    : activation;
}

/** Reads a BATCH message as the Singer SDK sends it. Throws MalformedMessage. */
export function batchMessage(message: JsonObject): BatchMessage {
  const encoding = member(message, 'encoding');
  if (!isJsonObject(encoding) || typeof encoding.format !== 'string')
    throw new MalformedMessage('BATCH: "encoding" has no format');
  const { format, compression } = encoding;
  member(message, 'manifest');
  return {
    type: 'BATCH',
    stream: streamOf(message),
    encoding: { format, compression: typeof compression === 'string' ? compression : undefined },
    manifest: names(message, 'manifest'),
  };
}
