// The build that an operator opens, from outside: what it does not take.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { electronEnvironment, electronFlags } from '../scripts/lib/electronFlags.mjs';
import { expect, preparedRuntime, test } from './fixtures.ts';

interface Start {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the production build; `ended` resolves with its exit code. */
function startProduction(dataFolder: string, { args = [], env = {} }: Start) {
  const child = spawn(
    preparedRuntime('production').executable,
    [...electronFlags(), '--data', dataFolder, ...args],
    { env: { ...electronEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, output: () => output };
}

for (const option of [
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--inspect=0',
  '--disable-web-security',
  '--dta',
]) {
  test(`${option} is refused before anything opens`, async ({ closedDesk }) => {
    const { ended, output } = startProduction(closedDesk.dataFolder, { args: [option] });
    expect(await ended).toBe(2);
    expect(output()).toContain(`is not an option of the console: expected --data`);
    expect(output()).not.toContain('DevTools listening');
    expect(output()).not.toContain('Debugger listening');
    expect(existsSync(join(closedDesk.dataFolder, 'events.db'))).toBe(false);
  });
}

test.describe('with a page named in the environment', () => {
  let server: Server;
  let asked: number;

  test.beforeEach(async () => {
    asked = 0;
    server = createServer((_request, answer) => {
      asked += 1;
      answer.setHeader('content-type', 'text/html').end('<h1>not the console</h1>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  test.afterEach(() => {
    server.close();
  });

  test('it opens its own, and asks for no other', async ({ closedDesk }) => {
    const { port } = server.address() as AddressInfo;
    const picture = join(closedDesk.dataFolder, 'picture.png');
    const { child, ended, output } = startProduction(closedDesk.dataFolder, {
      args: ['--save-screenshot', picture],
      env: { ELECTRON_RENDERER_URL: `http://127.0.0.1:${port}/` },
    });
    // The picture is taken once the page has loaded.
    await expect.poll(() => existsSync(picture), { timeout: 30_000 }).toBe(true);
    child.kill('SIGTERM');
    await ended;
    expect(output()).toContain('Screenshot of the console');
    expect(asked).toBe(0);
  });
});
