import {
  type ErrorEntry,
  type Metric,
  type Notice,
  type Report,
  readNotice,
  readReport,
} from '@cdc-relay/singer';

/** What a program said over its channel. */
export interface ProgramMessage {
  readonly metric: Metric | undefined;
  readonly report: Report | undefined;
  readonly notice: Notice | undefined;
  /** The code of the error that ends the program. */
  readonly fault: string | undefined;
  /** Whether starting it again helps against that. */
  readonly restart: ErrorEntry['restart'];
  /** Numbers that `--check` has found, by their names. */
  readonly checked: Readonly<Record<string, number>>;
}

/** Reads a message of a program's channel; what is none says nothing. */
export function readMessage(message: unknown): ProgramMessage {
  const { fault, restart, metric, report, notice, checked } = objectOf<Said>(message);
  return {
    fault: typeof fault === 'string' && /^[A-Z][A-Z_]{3,}$/.test(fault) ? fault : undefined,
    restart: restart === 'never' || restart === 'later' ? restart : 'helps',
    report: readReport(report),
    notice: readNotice(notice),
    metric: isMetric(metric) ? metric : undefined,
    checked: Object.fromEntries(
      Object.entries(objectOf<Record<string, number>>(checked)).filter(([, value]) => Number.isFinite(value)),
    ),
  };
}

/** The members that a message may have. */
type Said = { readonly [member in keyof ProgramMessage]?: unknown };

function isMetric(value: unknown): value is Metric {
  const { metric, value: amount, tags } = objectOf<Partial<Metric>>(value);
  return typeof metric === 'string' && Number.isFinite(amount) && typeof tags === 'object' && tags !== null;
}

function objectOf<Shape>(value: unknown): Shape {
  return (typeof value === 'object' && value !== null ? value : {}) as Shape;
}
