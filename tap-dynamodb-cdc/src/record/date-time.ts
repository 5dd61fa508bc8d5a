/** Microseconds since the epoch in ISO 8601, in UTC; with microseconds only where there are any. */
export function dateTime(micros: number): string {
  const milliseconds = new Date(Math.floor(micros / 1000)).toISOString();
  const rest = micros % 1000;
  return rest === 0 ? milliseconds : milliseconds.replace('Z', `${String(rest).padStart(3, '0')}Z`);
}
