/** What a person can do about a fault that keeps the engine from taking orders. */

const byItself = 'The engine goes on by itself when the cause is gone.';

/** There is no advice where the fault's own message says what to do. */
const advices: Readonly<Record<string, string>> = {
  disk_full: `Make room on the disk that holds the data folder. ${byItself}`,
  store_read_only: `Make the data folder and its files writable again. ${byItself}`,
  store_locked: `Close the other program that holds the event store open. ${byItself}`,
  store_unreachable: `See that the data folder is there and can be read. ${byItself}`,
  disk_error: `Look after the disk; what was acknowledged is kept. ${byItself}`,
  store_overloaded: `The disk does not keep up. ${byItself}`,
};

export function faultAdvice(code: string | undefined): string | undefined {
  return code === undefined ? undefined : advices[code];
}
