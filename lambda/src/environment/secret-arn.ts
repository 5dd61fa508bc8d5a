/** Where a secret is. */
export interface SecretPlace {
  readonly service: 'secretsmanager' | 'ssm';
  readonly region: string;
  /** The ARN without what selects a part. */
  readonly arn: string;
  /** The member of a JSON object; undefined for the whole text. */
  readonly key: string | undefined;
}

const SECRET = /^(arn:[\w-]+:secretsmanager:([\w-]+):\d{12}:secret:[^:]+)(?::([^:]*):?:?)?$/;
const PARAMETER = /^(arn:[\w-]+:ssm:([\w-]+):\d{12}:parameter\/[\w./-]+)$/;

/**
 * Reads the ARN of a secret (Secrets Manager) or a parameter (SSM). As in Amazon ECS, `:KEY::` at the end of a secret's
 * ARN selects a member of its JSON object. Undefined for anything else.
 */
export function parseSecretArn(text: string): SecretPlace | undefined {
  const [, secret, region, key] = SECRET.exec(text) ?? [];
  if (secret !== undefined && region !== undefined)
    return { service: 'secretsmanager', region, arn: secret, key: key || undefined };
  const [, parameter, ofParameter] = PARAMETER.exec(text) ?? [];
  if (parameter === undefined || ofParameter === undefined) return undefined;
  return { service: 'ssm', region: ofParameter, arn: parameter, key: undefined };
}
