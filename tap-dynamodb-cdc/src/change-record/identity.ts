const SERVICE = 'Service';
const DYNAMODB = 'dynamodb.amazonaws.com';

/** True when DynamoDB itself made the change: its time to live deleted the item. Both casings occur. */
export function isTimeToLive(userIdentity: unknown): boolean {
  if (typeof userIdentity !== 'object' || userIdentity === null) return false;
  const { type, Type, principalId, PrincipalId } = userIdentity as Record<string, unknown>;
  return (type ?? Type) === SERVICE && (principalId ?? PrincipalId) === DYNAMODB;
}
