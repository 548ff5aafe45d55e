/** A simulated venue that runs already: the desk only connects to it. */
import type { SimPlace } from '../../infra/configuration/deskConfiguration.ts';
import { readSecretFile } from '../../infra/paths/secretFile.ts';
import type { SimHost } from './simHost.ts';

const tokenBytesMax = 4_096;

/** The token is read at each attempt to connect, because a venue makes a new one at each of its starts. */
export function runningSim({ host, port, tokenFile }: SimPlace): SimHost {
  let why: string | undefined;
  return {
    address() {
      const token = tokenIn(tokenFile);
      why = token.why;
      return token.text === undefined ? undefined : { host, port, token: token.text };
    },
    fault: () => why,
    close: () => Promise.resolve(),
  };
}

function tokenIn(file: string): { readonly text?: string; readonly why?: string } {
  try {
    const text = readSecretFile(file, tokenBytesMax, 'expected a file that only its owner may read')?.trim();
    return text ? { text } : { why: `${file} has no token of the simulated venue` };
  } catch (error) {
    return { why: `the token of the simulated venue can't be read: ${String(error)}` };
  }
}
