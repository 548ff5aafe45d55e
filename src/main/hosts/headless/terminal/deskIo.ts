/**
 * The standard streams of a command: results go to one, everything else to the other. Text from outside can't send
 * control characters to a terminal.
 */
import { secretReader } from './secretReader.ts';
import { visibleLine, visibleText } from '../../../../shared/kernel/visibleText.ts';

export interface DeskIo {
  /** Writes one line of the result for people. Resolves when there is room for more. */
  line(text: string): Promise<void>;
  /** Writes a part of the result for programs byte for byte. On a terminal, control characters are made visible. */
  record(text: string): Promise<void>;
  /** Writes a result as one line of JSON. */
  json(value: unknown): Promise<void>;
  /** Writes a note for people, which is never part of the result. */
  note(text: string): void;
  readonly input: AsyncIterable<Uint8Array>;
  /** Asks for a secret: on a terminal without showing it, else the next line of the input. */
  secret(question: string): Promise<string>;
  /** Closes the input, whether it was read to its end or not: an open input would keep the process alive. */
  closeInput(): void;
  /** Whether notes go to a terminal, where a line can be drawn again. */
  readonly isTerminal: boolean;
  /** Width of that terminal in columns. */
  readonly columns: number;
  /** Resolves when everything written has left this process, or can't leave it. */
  flushed(): Promise<void>;
  /** Aborts when nobody reads the results any more. */
  readonly unread: AbortSignal;
}

/** The streams of this process. */
export function processIo(): DeskIo {
  const unread = new AbortController();
  const { stdout, stderr, stdin } = process;
  stdout.on('error', () => unread.abort());
  // A closed standard error only loses its messages.
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
    secret: secretReader(stdin, stderr),
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
