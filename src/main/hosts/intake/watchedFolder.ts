/** Takes files of signals that other programs put into a folder, and writes the results beside each. */
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { intakeActor } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../engine/ports.ts';
import { ResultsFile, resultsOf, type DoneLine } from '../../infra/intake/resultsFile.ts';
import { factsOf, openSettledFile, type FileFacts } from '../../infra/intake/settledFile.ts';
import type { SignalFile } from '../../infra/intake/signalFile.ts';
import { listSignalFiles } from '../../infra/intake/signalFolder.ts';
import { answerTo, type IntakeEngine, type SignalAnswer } from '../feed/signalAnswer.ts';
import { takeInOrder } from '../feed/takeInOrder.ts';
import { untilAborted } from '../feed/untilAborted.ts';
import type { IntakeTally } from './intakeTally.ts';
import { signalsNotTaken } from './signalsNotTaken.ts';

export interface FolderTimes {
  /** Milliseconds between two looks at the folder. */
  readonly lookMs: number;
  /** Milliseconds for which a file must stay unchanged before it is taken. */
  readonly settledMs: number;
  /** The same for a file whose last line has no end; after that time the file is refused. */
  readonly unfinishedMs: number;
  /** Milliseconds until another try when the disk or the engine does not take signals. */
  readonly retryMs: number;
}

export const defaultFolderTimes: FolderTimes = {
  lookMs: 500,
  settledMs: 1_000,
  unfinishedMs: 10_000,
  retryMs: 5_000,
};

export interface WatchedFolderOptions {
  readonly engine: IntakeEngine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly tally: IntakeTally;
  readonly raise: (alert: Alert) => void;
  readonly folder: string;
  readonly times: FolderTimes;
}

/** A file that is not finished: since when it is unchanged, and until when it is not tried again. */
interface Seen extends FileFacts {
  readonly sinceMs: number;
  readonly notBeforeMs: number;
}

/** Takes the files of one folder, one after the other in the order of their names. */
export class WatchedFolder {
  private readonly options: WatchedFolderOptions;
  private readonly closing = new AbortController();
  private readonly seen = new Map<string, Seen>();
  private readonly done = new Map<string, FileFacts>();
  private timer: Timer | undefined;
  private looking: Promise<void> = Promise.resolve();
  private told: string | undefined = '';
  private currentFault: Fault | undefined;

  constructor(options: WatchedFolderOptions) {
    this.options = options;
  }

  /** Why the folder is not watched now. */
  get fault(): Fault | undefined {
    return this.currentFault;
  }

  /** Files that were read to their end, or refused, and are still in the folder. */
  get filesDone(): number {
    return this.done.size;
  }

  get filesWaiting(): number {
    return this.seen.size;
  }

  start(): void {
    this.looking = this.look().catch((error: unknown) => {
      this.options.logger.log('error', 'the folder of signals', { error: String(error) });
    });
    void this.looking.then(() => {
      if (this.closing.signal.aborted) return;
      const { scheduler, times } = this.options;
      // A folder of thousands of files is looked at less often.
      const pauseMs = Math.max(times.lookMs, this.done.size + this.seen.size);
      this.timer = scheduler.after(pauseMs, () => this.start());
    });
  }

  /**
   * Takes no more files, and resolves when the taken signals are answered. The next start reads an unfinished file
   * again.
   */
  async close(): Promise<void> {
    this.closing.abort();
    this.timer?.cancel();
    await this.looking;
  }

  private async look(): Promise<void> {
    const listed = await listSignalFiles(this.options.folder);
    this.tell(listed.ok ? undefined : listed.error);
    if (!listed.ok) return;
    const names = new Set(listed.value);
    for (const known of [this.seen, this.done]) {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    }
    for (const name of names) {
      if (this.closing.signal.aborted) return;
      await this.lookAt(name);
    }
  }

  private async lookAt(name: string): Promise<void> {
    const { folder, clock, times } = this.options;
    const path = join(folder, name);
    const facts = await factsOf(path);
    if (facts === undefined || isSame(this.done.get(name), facts)) return;
    const nowMs = clock.monotonicMs();
    const before = this.seen.get(name);
    if (before === undefined || !isSame(before, facts)) {
      if (before === undefined && isSame(await resultsOf(path), facts)) this.done.set(name, facts);
      else this.seen.set(name, { ...facts, sinceMs: nowMs, notBeforeMs: nowMs + times.settledMs });
      return;
    }
    if (nowMs < before.notBeforeMs) return;
    const opened = await openSettledFile(path, facts);
    if (opened.ok) return this.handled(name, before, () => this.take(path, opened.value, facts));
    const { code } = opened.error;
    if (code === 'file_changed') this.seen.delete(name);
    const isYoung = nowMs < before.sinceMs + times.unfinishedMs;
    if (code === 'file_changed' || (code === 'file_unfinished' && isYoung)) return;
    await this.handled(name, before, () => this.refuse(path, opened.error, facts));
  }

  /** A file is done when its results are in their place. */
  private async handled(name: string, seen: Seen, work: () => Promise<boolean>): Promise<void> {
    const { clock, times, logger } = this.options;
    try {
      if (await work()) {
        this.done.set(name, seen);
        this.seen.delete(name);
        return;
      }
    } catch (error) {
      logger.log('error', 'a file of signals has no results yet', { file: name, error: String(error) });
    }
    this.seen.set(name, { ...seen, notBeforeMs: clock.monotonicMs() + times.retryMs });
  }

  /** False when the desk closes, or the engine takes no signals: then the file is read again from its start. */
  private async take(path: string, file: SignalFile, facts: FileFacts): Promise<boolean> {
    const { engine, scheduler, tally, logger } = this.options;
    const stop = new AbortController();
    const ended = AbortSignal.any([stop.signal, this.closing.signal]);
    const counts = { acknowledged: 0, refused: 0, duplicates: 0 };
    const results = await begun(path, file);
    try {
      const take = { intake: engine.intake, scheduler, actor: intakeActor('folder'), source: file.name };
      await takeInOrder(untilAborted(file.records, ended), take, async (taken) => {
        const answer = await answerTo(taken, engine.store);
        tally.count(answer);
        if (isUntaken(answer)) stop.abort();
        counts[answer.type]++;
        if (answer.duplicate === true) counts.duplicates++;
        await results.write(answer);
      });
      if (ended.aborted) return false;
      await results.finish({ type: 'done', file: file.name, ...facts, ...counts });
    } finally {
      file.close();
      await results.discard();
    }
    logger.log('info', 'a file of signals was taken', { file: file.name, ...counts });
    return true;
  }

  private async refuse(path: string, { code, message }: Fault, facts: FileFacts): Promise<boolean> {
    const file = path.slice(this.options.folder.length + 1);
    const results = await ResultsFile.begin(path);
    try {
      await results.write({ type: 'refused', code, reasons: [{ code, message }] });
      const counts = { acknowledged: 0, refused: 0, duplicates: 0 };
      await results.finish({ type: 'done', file, ...facts, ...counts } satisfies DoneLine);
    } finally {
      await results.discard();
    }
    this.options.raise(
      signalsNotTaken(
        `${file}:${facts.modified}`,
        `the file of signals ${file} is refused as a whole, and none of its signals is taken: ${message} (${code})`,
        'See what the program that writes it has done, and put a whole file there under another name.',
      ),
    );
    return true;
  }

  /** A fault of the folder raises one alert, and not one at each look. */
  private tell(fault: Fault | undefined): void {
    this.currentFault = fault;
    if (fault?.message === this.told) return;
    this.told = fault?.message;
    const { folder, clock, logger, raise } = this.options;
    if (fault === undefined) {
      logger.log('info', 'the folder of signals is watched', { folder });
      return;
    }
    raise(
      signalsNotTaken(
        `${folder}:${formatMicros(clock.now())}`,
        `no signal is taken from files: ${fault.message}`,
        'Put the folder in order; it is looked at again by itself.',
      ),
    );
  }
}

/** Begins the results before the first signal: where they can't be written, no signal is taken. */
async function begun(path: string, file: SignalFile): Promise<ResultsFile> {
  try {
    return await ResultsFile.begin(path);
  } catch (error) {
    file.close();
    throw error;
  }
}

function isSame(one: FileFacts | undefined, other: FileFacts): boolean {
  return one?.bytes === other.bytes && one.modified === other.modified;
}

/** Whether the engine could not take the signal at all. */
function isUntaken(answer: SignalAnswer): boolean {
  return answer.type === 'refused' && answer.position === undefined;
}
