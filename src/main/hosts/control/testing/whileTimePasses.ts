/** Joins a real socket to simulated time. */
import type { BridgeDesk } from '../../../ipc/testing/bridgeDesk.ts';

/** The answer of an engine whose time is simulated, over a socket whose time is not. */
export async function whileTimePasses<T>({ time }: BridgeDesk, answer: Promise<T>): Promise<T> {
  const answers: T[] = [];
  void answer.then((one) => answers.push(one));
  while (answers.length === 0) {
    await time.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}
