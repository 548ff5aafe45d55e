/** What a runtime gives of its long work, beside what every job has. */
import type { Actor } from '../../shared/kernel/ids.ts';
import type { Rebuilt } from '../engine/readmodel/rebuildReadModel.ts';
import type { JobOutcome } from '../ipc/ports/servedRuntime.ts';
import type { ReplayReport } from './replay/replayReport.ts';
import type { ReplayHooks } from './replay/replaySignals.ts';
import type { VerifyReport } from './verify/verifyDesk.ts';

export interface SignedReplay extends ReplayHooks {
  /** The actor of the signals. */
  readonly actor: Actor;
}

export interface ReplayOutcome extends JobOutcome {
  readonly report: ReplayReport;
}

export interface RebuildOutcome extends JobOutcome {
  readonly report: Rebuilt;
}

export interface VerifyOutcome extends JobOutcome {
  readonly report: VerifyReport;
}
