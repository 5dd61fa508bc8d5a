import type { ErrorCatalogue, ErrorEntry } from '@cdc-relay/singer';

/** The name of the program, in its log and its variables. */
export const NAME = 'dynamodb-cdc-kcl';

/** Errors of the worker itself; those of the decoder and the target are theirs. */
export const ERRORS = {
  DAEMON_MISSING: {
    restart: 'later',
    cause:
      'The worker runs the MultiLangDaemon of the Kinesis Client Library, a Java program. Java, or the jars of the daemon, are not there, or a jar is not the one that this version was made for.',
    remedy:
      'Install Java 11 or newer and Maven, then run `dynamodb-cdc-kcl install-daemon` once on each machine, or when an image is made; `java` and `daemon_folder` say where they are if they are elsewhere.',
  },
  DAEMON_FAILED: {
    restart: 'helps',
    cause:
      'The MultiLangDaemon has ended with an error: a process of a shard failed, or it could not reach Kinesis or the DynamoDB table of its leases. Its log, above, has the first error.',
    remedy:
      'If a process of a shard has ended, do what its error says (`--explain CODE`). Otherwise look for the first ERROR of the daemon: mostly credentials, the region, or permissions for DynamoDB. Then start the worker again, or let the supervisor (systemd, Kubernetes, ECS) do so: every shard continues at its last checkpoint.',
  },
} satisfies ErrorCatalogue;

declare module '@cdc-relay/singer' {
  interface ErrorCodes extends Record<keyof typeof ERRORS, ErrorEntry> {}
}
