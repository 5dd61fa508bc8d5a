/** A bar with its spread. */
export interface ChartBar {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** What stands behind the bar. */
  readonly text: string;
  readonly emphasis: boolean;
}

/** Bars that share a scale. */
export interface ChartGroup {
  readonly title: string;
  readonly bars: readonly ChartBar[];
  /** What the bars say; in green when `good`, in red when not. */
  readonly notes: readonly { readonly text: string; readonly good: boolean }[];
}

const WIDTH = 900;
const LABEL = 200;
const BARS = 430;
const LINE = 22;
const GAP = 18;
const COLOURS = { strong: '#0969a8', weak: '#a9c8dc', spread: '#333333', good: '#1a7f37', bad: '#c0262d' };

/** Draws groups of horizontal bars below each other, as SVG. */
export function chart(title: string, groups: readonly ChartGroup[]): string {
  const heights = groups.map(heightOf);
  const tops = heights.map((_, index) => 2 * LINE + sum(heights.slice(0, index)));
  const height = 2 * LINE + sum(heights);
  const body = groups.map((group, index) => drawGroup(group, tops[index] ?? 0));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    label(10, LINE, title, 'font-size="16" font-weight="bold"'),
    ...body,
    '</svg>\n',
  ].join('\n');
}

function heightOf({ bars, notes }: ChartGroup): number {
  return LINE * (1 + bars.length + notes.length) + GAP;
}

function drawGroup({ title, bars, notes }: ChartGroup, top: number): string {
  const longest = Math.max(...bars.map(({ max }) => max)) || 1;
  const lineAt = (index: number): number => top + LINE * (index + 1);
  return [
    label(10, lineAt(0) - 6, title, 'font-weight="bold"'),
    ...bars.map((bar, index) => drawBar(bar, lineAt(index), BARS / longest)),
    ...notes.map(({ text, good }, index) =>
      label(LABEL, lineAt(bars.length + index + 1) - 6, text, `fill="${good ? COLOURS.good : COLOURS.bad}"`),
    ),
  ].join('\n');
}

/** The bar ends at its value; a line with two ticks goes from its min to its max. */
function drawBar(bar: ChartBar, top: number, scale: number): string {
  const at = (value: number): string => (LABEL + value * scale).toFixed(1);
  const middle = top + LINE / 2;
  const [min, max] = [at(bar.min), at(bar.max)];
  const ticks = `M${min} ${middle - 4}v8M${max} ${middle - 4}v8M${min} ${middle}H${max}`;
  return [
    label(LABEL - 8, middle + 5, bar.label, 'text-anchor="end"'),
    `<rect x="${LABEL}" y="${top + 3}" width="${(bar.value * scale).toFixed(1)}" height="${LINE - 6}" fill="${bar.emphasis ? COLOURS.strong : COLOURS.weak}"/>`,
    `<path d="${ticks}" stroke="${COLOURS.spread}" fill="none"/>`,
    label(Number(max) + 10, middle + 5, bar.text, ''),
  ].join('\n');
}

function label(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeText(text)}</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
