/**
 * True when calls go to AWS, by its usual endpoints or by those of a VPC: there, the limits of a shard count. An
 * emulator that has none should not be read at their pace.
 */
export function isAws(endpointUrl: string | undefined): boolean {
  if (endpointUrl === undefined) return true;
  const host = URL.canParse(endpointUrl) ? new URL(endpointUrl).hostname : '';
  return /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host);
}
