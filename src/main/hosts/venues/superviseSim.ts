/** Runs a simulated venue as a child process under plain Node, and starts it again when it ends by itself. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import type { Logger, Scheduler, Timer } from '../../engine/ports.ts';
import {
  launchSim,
  type LaunchedSim,
  type SimLaunchOptions,
} from '../../infra/venues/sim/client/simLauncher.ts';
import type { SimHost, StartSim } from './simHost.ts';

const restartFirstMs = 200;
const restartMsMax = 30_000;
/** After this many milliseconds a process counts as healthy, so that its next restart is quick again. */
const healthyMs = 30_000;

export interface SuperviseOptions {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/**
 * Starts a venue. The first start must succeed. Later starts are tried until `close`, with longer and longer pauses.
 */
export function superviseSim({ scheduler, logger }: SuperviseOptions): StartSim {
  return async ({ venue, record, args }) => {
    const options: SimLaunchOptions = { record, args };
    const launched = await launchSim(options);
    if (!launched.ok) {
      const { code, message } = launched.error;
      return err({ code, message: `venue ${venue} does not start: ${message}`, details: { venue } });
    }
    return ok(new SupervisedSim(venue, launched.value, options, scheduler, logger));
  };
}

class SupervisedSim implements SimHost {
  private readonly venue: VenueId;
  private readonly options: SimLaunchOptions;
  private readonly scheduler: Scheduler;
  private readonly logger: Logger;
  private running: LaunchedSim | undefined;
  private restart: Timer | undefined;
  private restartMs = restartFirstMs;
  private lastFault: string | undefined;
  private closed = false;

  constructor(
    venue: VenueId,
    running: LaunchedSim,
    options: SimLaunchOptions,
    scheduler: Scheduler,
    logger: Logger,
  ) {
    this.venue = venue;
    this.options = options;
    this.scheduler = scheduler;
    this.logger = logger;
    this.watch(running);
  }

  address() {
    return this.running?.address;
  }

  fault() {
    return this.running === undefined ? this.lastFault : undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.restart?.cancel();
    await this.running?.stop();
  }

  private watch(sim: LaunchedSim): void {
    this.running = sim;
    if ('port' in sim.address) {
      const why = 'no private folder for a socket, in XDG_RUNTIME_DIR or TMPDIR';
      const { port } = sim.address;
      this.logger.log('warn', 'a simulated venue listens on a port, with a token', { port, why });
    }
    const healthy = this.scheduler.after(healthyMs, () => {
      this.restartMs = restartFirstMs;
      this.lastFault = undefined;
    });
    void sim.exited.then((how) => {
      healthy.cancel();
      this.running = undefined;
      if (this.closed) return;
      this.tell('the process of a simulated venue ended', sim.failure() ?? `it ended with ${how}`);
      this.startAgain();
    });
  }

  private startAgain(): void {
    this.restart = this.scheduler.after(this.restartMs, () => void this.launch());
    this.restartMs = Math.min(this.restartMs * 2, restartMsMax);
  }

  private async launch(): Promise<void> {
    const launched = await launchSim(this.options);
    if (this.closed) {
      if (launched.ok) await launched.value.stop();
      return;
    }
    if (launched.ok) {
      this.watch(launched.value);
      return;
    }
    this.tell('a simulated venue does not start', launched.error.message);
    this.startAgain();
  }

  /** Reports a cause once, however often the start is tried again. */
  private tell(what: string, why: string): void {
    if (why === this.lastFault) return;
    this.lastFault = why;
    this.logger.log('error', what, { venue: this.venue, why });
  }
}
