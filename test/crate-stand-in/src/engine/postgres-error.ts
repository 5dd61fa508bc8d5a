/** An error that PostgreSQL has reported. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  readonly code: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;

  constructor(body: Buffer) {
    const fields = fieldsOf(body);
    super(fields.get('M') ?? 'unknown error');
    this.code = fields.get('C') ?? 'XX000';
    this.schema = fields.get('s') ?? '';
    this.table = fields.get('t') ?? '';
    this.column = fields.get('c') ?? '';
  }
}

function fieldsOf(body: Buffer): Map<string, string> {
  const fields = body
    .toString('utf8')
    .split('\0')
    .filter((field) => field !== '');
  return new Map(fields.map((field) => [field.slice(0, 1), field.slice(1)]));
}
