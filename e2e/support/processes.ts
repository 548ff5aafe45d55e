// The application's processes, as the operating system sees them.
import { readFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

/** The processes of the simulated venues. */
export function venuePids(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ name, serviceName }) => (name ?? serviceName) === 'Simulated venue')
      .map(({ pid }) => pid),
  );
}

/** That of the only one; undefined while there is none. */
export async function venuePid(app: ElectronApplication): Promise<number | undefined> {
  return (await venuePids(app))[0];
}

/** False for a process that has ended, also while nobody has asked for its exit code. */
export function isAlive(pid: number): boolean {
  try {
    const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
