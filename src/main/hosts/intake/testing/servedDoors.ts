/** The network door and the watched folder of a desk whose engine is scripted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { defaultIntakeLimits } from '../intakeLimits.ts';
import { IntakeServer } from '../intakeServer.ts';
import { IntakeTally } from '../intakeTally.ts';
import { WatchedFolder } from '../watchedFolder.ts';
import type { Intake } from './intakeClient.ts';
import { authenticatorOf } from './authenticatorOf.ts';
import { ScriptedEngine } from './scriptedEngine.ts';

export const token = 'a'.repeat(64);
const ports = { clock: systemClock(), scheduler: nodeScheduler(), logger: { log: () => undefined } };

export async function serve(): Promise<{ intake: Intake; port: number }> {
  const server = new IntakeServer({
    ...ports,
    engine: new ScriptedEngine().engine,
    tally: new IntakeTally(),
    limits: defaultIntakeLimits,
    port: 0,
    authenticator: authenticatorOf(token),
    ratePerSecondMax: () => 1_000_000,
  });
  const port = await server.listen();
  onTestFinished(() => server.close());
  return { intake: { address: `http://127.0.0.1:${port}/signals`, token }, port };
}

/** A folder that is looked at when the test says so. */
export function watch(): { folder: string; look: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'bw-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let nowMs = 0;
  const waiting: (() => void)[] = [];
  const watched = new WatchedFolder({
    ...ports,
    engine: new ScriptedEngine().engine,
    clock: { ...ports.clock, monotonicMs: () => nowMs },
    scheduler: {
      ...ports.scheduler,
      after: (_delayMs, task) => (waiting.push(task), { cancel: () => undefined }),
    },
    tally: new IntakeTally(),
    raise: () => undefined,
    folder,
    times: { lookMs: 1, settledMs: 1, unfinishedMs: 1, retryMs: 1 },
  });
  onTestFinished(() => watched.close());
  const look = async (): Promise<void> => {
    nowMs += 10;
    (waiting.pop() ?? (() => watched.start()))();
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return { folder, look };
}
