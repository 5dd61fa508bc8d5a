/** Takes the comparison of versions out of a statement: what comes last wins. */
export function withoutGuard(sql: string): string {
  return sql.replaceAll(/CASE WHEN excluded\."_sdc_sequence" < .*? THEN/g, 'CASE WHEN FALSE THEN');
}

/** Takes what orders equal versions out of it. */
export function withoutOrder(sql: string): string {
  return sql.replaceAll(/ OR \(excluded\."_sdc_sequence" = .*?\) THEN/g, ' THEN');
}
