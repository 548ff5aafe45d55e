/** Runs a command of `desk` within the test: the same code without a process of its own, for commands that only read. */
import { runDesk } from '../runDesk.ts';
import { jsonLines, type DeskResult } from './deskProcess.ts';

export function runHere(...args: readonly string[]): Promise<DeskResult> {
  return runWithSecrets([], ...args);
}

/** The same, with answers for the command's questions for passwords. */
export async function runWithSecrets(
  secrets: readonly string[],
  ...args: readonly string[]
): Promise<DeskResult> {
  const left = [...secrets];
  const out: string[] = [];
  const notes: string[] = [];
  const line = async (text: string): Promise<void> => void out.push(`${text}\n`);
  const code = await runDesk(args, {
    line,
    record: line,
    json: (value) => line(JSON.stringify(value)),
    note: (text) => void notes.push(`${text}\n`),
    input: (async function* () {
      // Nothing comes in.
    })(),
    secret: () => Promise.resolve(left.shift() ?? ''),
    closeInput: () => undefined,
    isTerminal: false,
    columns: 80,
    flushed: () => Promise.resolve(),
    unread: new AbortController().signal,
  });
  const stdout = out.join('');
  return { code, stdout, stderr: notes.join(''), json: () => jsonLines(stdout) };
}
