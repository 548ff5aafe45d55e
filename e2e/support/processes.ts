// The application's processes, as the operating system sees them.
import { readFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

/** The process of the simulated venue; undefined while there is none. */
export function venuePid(app: ElectronApplication): Promise<number | undefined> {
  return app.evaluate(({ app: electron }) => {
    const metrics = electron.getAppMetrics();
    return metrics.find(({ name, serviceName }) => (name ?? serviceName) === 'Simulated venue')?.pid;
  });
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
