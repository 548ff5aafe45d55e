/**
 * The simulated venues of an engine in a thread. The main process runs the venues' processes, and this thread asks for
 * them by message.
 */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { FromEngineThread } from '../../../shared/contract/engineThread.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import type { SimAddress } from '../../infra/venues/sim/client/simConnection.ts';
import { addressOf, listenArguments, simStartMessage } from '../../infra/venues/sim/client/simLauncher.ts';
import type { SimHost, SimRequest, StartSim } from '../venues/simHost.ts';

/** How many milliseconds a venue may take until it listens for the first time. */
const readyMsMax = 20_000;

interface Venue {
  address: SimAddress | undefined;
  fault?: string;
  /** Settles the first start. Of a later start, only the new address is reported. */
  readonly started: (result: Result<void, Fault>) => void;
}

export interface VenueProcessesOptions {
  readonly post: (message: FromEngineThread) => void;
  readonly scheduler: Scheduler;
  /** Id of the application's process: the venue ends with that process. */
  readonly processId: number;
}

export class VenueProcesses {
  private readonly options: VenueProcessesOptions;
  private readonly venues = new Map<string, Venue>();

  constructor(options: VenueProcessesOptions) {
    this.options = options;
  }

  /** Asks for a venue's process; resolves when it listens, or with the reason why it does not. */
  readonly start: StartSim = async (request) => {
    const { post, scheduler } = this.options;
    const { venue } = request;
    let timer: Timer | undefined;
    const started = await new Promise<Result<void, Fault>>((resolve) => {
      const late = { code: 'sim_start_timeout', message: `not ready within ${readyMsMax} ms` };
      timer = scheduler.after(readyMsMax, () => resolve(err(late)));
      this.venues.set(venue, { address: undefined, started: resolve });
      post({ type: 'venue-wanted', venue, args: this.argumentsOf(request) });
    });
    timer?.cancel();
    if (started.ok) return ok(this.hostOf(venue));
    this.close(venue);
    const { code, message } = started.error;
    return err({ code, message: `The venue ${venue} does not start: ${message}`, details: { venue } });
  };

  /** Takes a message that a venue's process sent to its parent. */
  said(venue: string, message: unknown): void {
    const known = this.venues.get(venue);
    const parsed = simStartMessage.safeParse(message);
    if (known === undefined || !parsed.success) return;
    const start = parsed.data;
    if (start.type === 'failed') {
      known.fault = start.message;
      known.started(err({ code: start.code, message: start.message }));
      return;
    }
    known.address = addressOf(start);
    delete known.fault;
    known.started(ok());
  }

  /** Notes that a venue's process ended. The venue has no address until it runs again. */
  ended(venue: string, exitCode: number): void {
    const known = this.venues.get(venue);
    if (known === undefined) return;
    known.address = undefined;
    known.started(err({ code: 'sim_exited', message: `its process ended with exit code ${exitCode}` }));
  }

  private hostOf(venue: VenueId): SimHost {
    return {
      address: () => this.venues.get(venue)?.address,
      fault: () => this.venues.get(venue)?.fault,
      close: () => {
        this.close(venue);
        return Promise.resolve();
      },
    };
  }

  private close(venue: VenueId): void {
    this.venues.delete(venue);
    this.options.post({ type: 'venue-unneeded', venue });
  }

  private argumentsOf({ record, args }: SimRequest): string[] {
    const link = ['--parent-pid', String(this.options.processId)];
    return ['--record', record, ...listenArguments({ record }), ...link, ...args];
  }
}
