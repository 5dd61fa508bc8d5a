/** Where there is no terminal. */
const DEFAULT_WIDTH = 80;

/**
 * Fits what follows the options of `--help` into a width: paragraphs, comments of examples, and commands, which are
 * continued with a backslash. A word that is longer stays whole, so that it can be copied.
 */
export function wrapHelp(text: string, width = DEFAULT_WIDTH): string {
  return text
    .replaceAll(/ \\\n\s*/g, ' ')
    .replaceAll(/([^\s:.])\n(?=\S)/g, '$1 ')
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const indent = /^\s*(?:# )?/.exec(line)?.[0] ?? '';
  const isCommand = indent !== '' && !indent.includes('#');
  const words = isCommand ? commandWords(line.trim()) : line.slice(indent.length).split(' ');
  const room = width - (isCommand ? 2 : 0);
  const lines: string[] = [];
  let current = indent;
  for (const word of words) {
    const longer = current.trim() === indent.trim() ? `${current}${word}` : `${current} ${word}`;
    if (longer.length <= room || current === indent) current = longer;
    else {
      lines.push(current);
      current = isCommand ? `${indent}  ${word}` : `${indent}${word}`;
    }
  }
  return [...lines, current].join(isCommand ? ' \\\n' : '\n');
}

/** The words of a command; what is quoted is one. */
function commandWords(command: string): string[] {
  return command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
}
