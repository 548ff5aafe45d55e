import { expect, test, vi } from 'vitest';
import { commandOptions, wholeNumber, writableFolder } from './commandOptions.ts';

/** The exit code of a process that reads its options so, and what it says on its two outputs. */
function endOf(read: () => unknown): { code: unknown; out: string; err: string } {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const ended = new Error('the process ended');
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw ended;
  });
  expect(read).toThrow(ended);
  const said = (write: typeof out): string => write.mock.calls.map(([text]) => String(text)).join('');
  const end = { code: exit.mock.calls[0]?.[0], out: said(out), err: said(err) };
  vi.restoreAllMocks();
  return end;
}

const readMinutes = (...args: readonly string[]) =>
  commandOptions('soak [--minutes N]', { minutes: { type: 'string', default: '30' } }, args);

test('reads options, and says what an option is where it has none', () => {
  expect({ ...readMinutes('--minutes', '5') }).toEqual({ minutes: '5' });
  expect({ ...readMinutes() }).toEqual({ minutes: '30' });
});

test.each([
  [['--nope'], "Unknown option '--nope'"],
  [['more'], "Unexpected argument 'more'"],
  [['--minutes'], "Option '--minutes <value>' argument missing"],
  [['--minutes', '-1'], "Option '--minutes' argument is ambiguous"],
])('takes %j for wrong usage, and says how the command is used', (args, message) => {
  const { code, out, err } = endOf(() => readMinutes(...args));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.startsWith(message)).toBe(true);
  expect(err).toMatch(/\nUsage: soak \[--minutes N\]\n$/);
});

test('says how a command is used when it is asked', () => {
  expect(endOf(() => readMinutes('--help'))).toEqual({
    code: 0,
    out: 'Usage: soak [--minutes N]\n',
    err: '',
  });
});

test('takes whole numbers within bounds', () => {
  expect(wholeNumber('--minutes', '30', 1, 30)).toBe(30);
  for (const text of ['0', '31', '1.5', 'x', '']) {
    expect(endOf(() => wholeNumber('--minutes', text, 1, 30))).toMatchObject({
      code: 2,
      err: `--minutes must be a whole number from 1 to 30, not ${text}\n`,
    });
  }
});

test('takes a folder that is there', () => {
  expect(writableFolder('--dir', import.meta.dirname)).toBe(import.meta.dirname);
  for (const path of [import.meta.filename, `${import.meta.dirname}/none`]) {
    expect(endOf(() => writableFolder('--dir', path))).toMatchObject({
      code: 2,
      err: `--dir must be a folder that takes files, not ${path}\n`,
    });
  }
});
