/** The standard streams of a command: results on one, everything else on the other. No text from outside steers a terminal. */
import { visibleLine, visibleText } from '../../../../shared/kernel/visibleText.ts';

export interface DeskIo {
  /** One line of the result, for people. Resolves when there is room for more. */
  line(text: string): Promise<void>;
  /** A part of the result for programs, to the byte; only on a terminal as people may see it. */
  record(text: string): Promise<void>;
  /** A result as one line of JSON. */
  json(value: unknown): Promise<void>;
  /** For people: never part of the result. */
  note(text: string): void;
  readonly input: AsyncIterable<Uint8Array>;
  /** Lets go of the input, read to its end or not: open, it would keep the process alive. */
  closeInput(): void;
  /** Notes go to a terminal, where a line can be drawn anew. */
  readonly isTerminal: boolean;
  /** Columns of that terminal. */
  readonly columns: number;
  /** Resolves when all that was written has left this process, or can't. */
  flushed(): Promise<void>;
  /** Aborted when nobody reads the results any more. */
  readonly unread: AbortSignal;
}

/** The streams of this process. */
export function processIo(): DeskIo {
  const unread = new AbortController();
  const { stdout, stderr, stdin } = process;
  stdout.on('error', () => unread.abort());
  // A closed standard error takes its messages with it, and nothing else.
  stderr.on('error', () => undefined);
  const write = (text: string): Promise<void> => {
    if (unread.signal.aborted || stdout.write(`${text}\n`)) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        stdout.off('drain', go);
        unread.signal.removeEventListener('abort', go);
        resolve();
      };
      stdout.once('drain', go);
      unread.signal.addEventListener('abort', go, { once: true });
    });
  };
  return {
    line: (text) => write(visibleLine(text)),
    record: (text) => write(stdout.isTTY ? visibleText(text) : text),
    json: (value) => write(visibleLine(JSON.stringify(value))),
    note: (text) => void stderr.write(`${visibleText(text)}\n`),
    input: stdin as AsyncIterable<Uint8Array>,
    closeInput: () => void stdin.destroy(),
    isTerminal: stderr.isTTY,
    columns: stderr.columns,
    flushed: async () => {
      await Promise.all([stdout, stderr].map((stream) => written(stream)));
    },
    unread: unread.signal,
  };
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.once('close', resolve).write('', () => resolve());
  });
}
