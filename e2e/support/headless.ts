// The commands without a window, on the same data folder: a second witness of what the window shows.
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const maxBuffer = 64 * 1024 * 1024;

interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Answer {
  readonly exitCode: number;
  readonly lines: Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

/** Runs `desk COMMAND --json` as a person would. */
export function headless(dataFolder: string, ...command: readonly string[]): Promise<Answer> {
  return headlessSaying('', dataFolder, ...command);
}

/** The same, with text on the command's standard input. */
export async function headlessSaying(
  input: string,
  dataFolder: string,
  ...command: readonly string[]
): Promise<Answer> {
  const args = ['scripts/run.mjs', 'out/main/desk.js', ...command, '--json', '--data', dataFolder];
  const { exitCode, stdout, stderr } = await new Promise<Output>((resolve) => {
    const child = execFile(process.execPath, args, { cwd: root, maxBuffer }, (_error, out, errors) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout: out, stderr: errors });
    });
    child.stdin?.end(input);
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { exitCode, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), stderr };
}
