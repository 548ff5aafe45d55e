/** The name by which consoles know the process of their engine. */
import { hostname } from 'node:os';
import type { EngineProcess } from '../../shared/contract/consoles.ts';

/** `host` is `console`, or the command that runs the engine. */
export function engineProcess(host: string): EngineProcess {
  return { host, processId: process.pid, machine: hostname() };
}
