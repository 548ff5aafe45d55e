/** Asks for secrets: on a terminal without showing what is typed, else each is the next line of the input. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export function secretReader(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): (question: string) => Promise<string> {
  let lines: AsyncIterator<string> | undefined;
  return async (question) => {
    if (input.isTTY) return typed(question, input, output);
    lines ??= createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
    const line = await lines.next();
    return line.done === true ? '' : line.value;
  };
}

function typed(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  output.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: silent, terminal: true });
  return new Promise((resolve) => {
    let answer = '';
    reader.once('line', (line) => {
      answer = line;
      reader.close();
    });
    // Ctrl-C and Ctrl-D end the question without an answer.
    reader.once('close', () => {
      output.write('\n');
      resolve(answer);
    });
  });
}
