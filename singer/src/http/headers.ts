import { isLoopback } from '../settings/loopback.ts';

/** The page runs its own script and nothing else, shows itself in no frame, and sends nothing to anybody. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. */
export const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/**
 * Whether a request may be answered: on loopback only one that was made for this machine by its name or address, so that
 * no page of the web reads what is there by a name of its own (DNS rebinding).
 */
export function isMeant(boundTo: string, host: string | undefined): boolean {
  if (!isLoopback(boundTo)) return true;
  return isLoopback((host ?? '').replace(/:\d+$/, ''));
}
