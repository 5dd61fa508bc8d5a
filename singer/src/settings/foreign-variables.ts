import type { Environment } from './environment.ts';

/** What Kubernetes adds for a Service whose name is the program's, or begins with it. */
const SERVICE =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;

/**
 * True for a variable that has a program's prefix by accident: Kubernetes describes each Service to each container
 * (`TARGET_CRATEDB_SERVICE_HOST`, `TARGET_CRATEDB_PORT=tcp://10.0.0.1:5432`).
 */
export function isOfService(name: string, value: string): boolean {
  return SERVICE.test(name) || (name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(value));
}

/** True where Meltano has started the program: it passes to each plugin the variables of all of them. */
export function isMeltano(environment: Environment): boolean {
  return Boolean(environment.MELTANO_PROJECT_ROOT);
}
