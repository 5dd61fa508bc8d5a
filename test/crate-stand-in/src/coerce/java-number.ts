/** A double as Java writes it: `1.0`, `0.001`, `1.0E20`, `NaN`. CrateDB's texts of doubles are these. */
export function javaText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e7 ? plain(value) : scientific(value);
}

function plain(value: number): string {
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function scientific(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${plain(Number(digits))}E${Number(exponent)}`;
}
