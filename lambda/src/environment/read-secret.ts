import { isJsonObject, type JsonValue, messageOf, ProgramError, parseJson } from '@cdc-relay/singer';
import { CLIENT_LIMITS } from '../aws.ts';
import type { SecretPlace } from './secret-arn.ts';

/** Reads a secret. The SDK is loaded here only: it is that of Lambda's runtime. Throws SECRET_UNREADABLE. */
export async function readSecret(place: SecretPlace): Promise<string> {
  try {
    const text = await (place.service === 'ssm' ? readParameter(place) : readWhole(place));
    return place.key === undefined ? text : memberOf(text, place.key);
  } catch (error) {
    throw secretUnreadable(`The secret ${place.arn}`, messageOf(error), error);
  }
}

/** The error of a secret that cannot be read. */
export function secretUnreadable(secret: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError('SECRET_UNREADABLE', `${secret} cannot be read: ${reason}.`, { cause });
}

async function readWhole({ arn, region }: SecretPlace): Promise<string> {
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ ...CLIENT_LIMITS, region });
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  client.destroy();
  return checkText(text);
}

async function readParameter({ arn, region }: SecretPlace): Promise<string> {
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ ...CLIENT_LIMITS, region });
  const answer = await client.send(new GetParameterCommand({ Name: arn, WithDecryption: true }));
  client.destroy();
  return checkText(answer.Parameter?.Value);
}

function memberOf(text: string, key: string): string {
  const value = parsed(text);
  const member = isJsonObject(value) ? value[key] : undefined;
  if (typeof member !== 'string') throw new Error(`it has no text "${key}"`);
  return member;
}

/** An error of the parser would quote the secret. */
function parsed(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    throw new Error('it is not JSON');
  }
}

function checkText(text: string | undefined): string {
  if (text === undefined || text === '') throw new Error('it is empty, or not text');
  return text;
}
