/**
 * The way from a simulated process to the simulated PostgreSQL: the sessions of the desk's own code, in simulated time.
 * Statements of one session arrive in their order, and so do their answers.
 */
import type { Scheduler } from '../../../engine/ports.ts';
import { RecordError, recordFault } from '../../../infra/postgres/recordFault.ts';
import type { Query, RecordLink, Session } from '../../../infra/postgres/recordLink.ts';
import { answerMsMax } from '../../../infra/postgres/recordSession.ts';
import type { LeaseMoment } from '../../../infra/postgres/sharedLease.ts';
import type { RecordTools } from '../../../simulation/machine/platform.ts';
import type { SimulatedProcess } from '../../../simulation/machine/simulatedProcess.ts';
import type { Answer, SimulatedPostgres } from './simulatedPostgres.ts';
import { statementOf } from './statements.ts';

const latencyMs = { min: 1, max: 5 };
/** A late answer comes in time or not. */
const lateMs = { min: 20, max: 12_000 };
/** Milliseconds within which PostgreSQL notices that a client is gone, unless another one ends its session. */
const unnoticedMsMax = 5_000;
/** Milliseconds that a statement may be under way when its client is already gone. */
const underWayMsMax = 3_000;
const goneMsMax = 1_000;
/** Milliseconds that a connection may take. */
const connectMsMax = 5_000;
const cuts = ['before', 'under way', 'after'] as const;

export interface LinkTools extends Pick<RecordTools, 'time' | 'random' | 'faults'> {
  readonly host: string;
  readonly pid: number;
  readonly process: SimulatedProcess;
  readonly scheduler: Scheduler;
  /** Now, by the clocks of the machine. */
  readonly moment: () => LeaseMoment;
  /** Until when this machine does not reach PostgreSQL. What is on its way arrives then. */
  readonly cutUntilMs: () => number;
}

const place = 'the simulated record';

export function simulatedLink(server: SimulatedPostgres, tools: LinkTools): RecordLink {
  const { time, process, scheduler, host, pid } = tools;
  return {
    place,
    what: 'desk run',
    process: { host, pid, machine: host },
    open: () =>
      new Promise((resolve, reject) => {
        const isCut = tools.cutUntilMs() - time.monotonicMs() > connectMsMax;
        const takesMs = isCut ? connectMsMax : arrivalMs(tools, 0, 0) - time.monotonicMs();
        time.after(takesMs, () => {
          if (!process.alive) return;
          if (isCut) {
            process.hear(() => reject(failure('no connection in 5 s')));
            return;
          }
          if (server.isRefusing) {
            process.hear(() => reject(failure('the record refuses connections')));
            return;
          }
          const session = new SimulatedSession(server, tools);
          process.hear(() => resolve(session));
        });
      }),
    pause: (milliseconds) => new Promise((over) => void scheduler.after(milliseconds, over)),
    hasEnded: (other) => !server.isAlive(other),
    moment: tools.moment,
  };
}

function failure(why: string): RecordError {
  return new RecordError(recordFault(new Error(why), place));
}

/** When the next message of one direction arrives. */
function arrivalMs({ time, random, cutUntilMs }: LinkTools, lastMs: number, laterMs: number): number {
  const takesMs = random.integer(latencyMs.min, latencyMs.max) + laterMs;
  return Math.max(lastMs, time.monotonicMs() + takesMs, cutUntilMs());
}

class SimulatedSession implements Session {
  readonly backend: number;
  private readonly server: SimulatedPostgres;
  private readonly tools: LinkTools;
  private endedBy: RecordError | undefined;
  private readonly waiting = new Set<(error: RecordError) => void>();
  private lastOutMs = 0;
  private lastInMs = 0;

  constructor(server: SimulatedPostgres, tools: LinkTools) {
    this.server = server;
    this.tools = tools;
    this.backend = server.begin(tools.pid, () => this.lose('PostgreSQL has ended the session'));
    tools.process.onEnd(() => this.leave(goneMsMax));
  }

  get isOpen(): boolean {
    return this.endedBy === undefined;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as its interface
  ask<Row extends object>(query: Query): Promise<{ rows: readonly Row[]; count: number }> {
    if (this.endedBy !== undefined) return Promise.reject(this.endedBy);
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      const late = this.tools.scheduler.after(answerMsMax, () => {
        this.end('no answer in 10 s');
        this.leave(unnoticedMsMax);
      });
      this.send(query, (answered) => {
        late.cancel();
        if (!this.waiting.delete(reject)) return;
        if (answered instanceof Error) reject(new RecordError(recordFault(answered, place)));
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever asks knows the columns of the answer
        else resolve(answered as { rows: readonly Row[]; count: number });
      });
    });
  }

  close(): Promise<void> {
    if (this.isOpen) {
      this.end('the session was closed');
      this.server.end(this.backend);
    }
    return Promise.resolve();
  }

  private send(query: Query, heard: (answered: Answer | Error) => void): void {
    const { server, tools } = this;
    const { time, random, faults } = tools;
    const cut = random.chance(faults().record_cut) ? random.pick(cuts) : undefined;
    const commitMs = query.name?.startsWith('append') === true ? (server.commitMs?.() ?? 0) : 0;
    this.lastOutMs = arrivalMs(tools, this.lastOutMs, commitMs);
    time.after(this.lastOutMs - time.monotonicMs(), () => {
      if (cut === 'before') return this.cut();
      if (cut === 'under way') {
        this.cut();
        time.after(random.integer(1, underWayMsMax), () => void this.run(query));
        return;
      }
      const answered = this.run(query);
      if (cut === 'after') return this.cut();
      if (answered === undefined) return;
      const lateBy = random.chance(faults().record_late) ? random.integer(lateMs.min, lateMs.max) : 0;
      this.lastInMs = arrivalMs(tools, this.lastInMs, lateBy);
      time.after(this.lastInMs - time.monotonicMs(), () => this.hear(() => heard(answered)));
    });
  }

  /** Undefined where PostgreSQL has ended the session before. */
  private run(query: Query): Answer | Error | undefined {
    if (!this.server.serves(this.backend)) return undefined;
    try {
      return statementOf(query.text)(this.server, query.values ?? [], this.backend);
    } catch (error) {
      if (error instanceof Error && 'severity' in error) return error;
      throw error;
    }
  }

  /** The connection breaks. */
  private cut(): void {
    this.lose('the connection was lost');
    this.leave(unnoticedMsMax);
  }

  /** The process learns soon that the session is over. */
  private lose(why: string): void {
    const { tools } = this;
    const { time, process } = tools;
    time.after(arrivalMs(tools, 0, 0) - time.monotonicMs(), () => process.hear(() => this.end(why)));
  }

  /** PostgreSQL learns later that the client is gone. */
  private leave(withinMs: number): void {
    const { time, random } = this.tools;
    time.after(random.integer(0, withinMs), () => this.server.end(this.backend));
  }

  private hear(input: () => void): void {
    this.tools.process.hear(() => {
      if (this.isOpen) input();
    });
  }

  private end(why: string): void {
    if (!this.isOpen) return;
    const error = failure(why);
    this.endedBy = error;
    for (const reject of this.waiting) reject(error);
    this.waiting.clear();
  }
}
