import { spawnSync } from 'node:child_process';
import { type OpenProcess, openProcess } from './open-process.ts';

/** Node cannot make a pseudo-terminal; Python's standard library can. */
export const hasTerminal = spawnSync('python3', ['-c', 'import pty']).status === 0;

/** Runs a program as the foreground process of a new terminal, and passes on what is typed and what is shown. */
const RUN = `
import fcntl, os, pty, select, struct, sys, termios
rows, columns = int(sys.argv[1]), int(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
sources = [0, terminal]
while True:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b''
        if source == terminal and not data:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        if source == 0 and not data:
            sources = [terminal]
        elif source == 0:
            os.write(terminal, data)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
`;

/** How large the terminal is. */
interface Size {
  readonly rows?: number;
  readonly columns?: number;
}

/**
 * Starts a program in a pseudo-terminal: `write` types, `stdout` is all that it has shown, with line ends as a terminal
 * gets them. Test with `hasTerminal` first.
 */
export function openTerminal(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { rows = 24, columns = 80 }: Size = {},
): OpenProcess {
  return openProcess('python3', ['-c', RUN, String(rows), String(columns), command, ...args], {
    TERM: 'xterm',
    ...env,
  });
}
