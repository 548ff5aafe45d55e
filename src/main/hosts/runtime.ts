/**
 * The composition root that all hosts share: opens the stores of a data folder, starts the venues, puts the engine
 * together and starts it.
 */
import { tightenDataFolder } from './tightenDataFolder.ts';
import { hostname } from 'node:os';
import { relative } from 'node:path';
import type { SignalDoorsView } from '../../shared/contract/signalDoors.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import type { VenueId } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { LeaseTaken } from '../domain/lease/leaseTaken.ts';
import type { WaitingStandby } from '../domain/lease/waitingStandby.ts';
import { createEngine } from '../engine/assembly/createEngine.ts';
import type { OperatorContext } from '../engine/operatorContext.ts';
import { Logins } from '../engine/operators/logins.ts';
import { producerTokens } from '../infra/credentials/producerTokens.ts';
import { passwordFile } from '../infra/credentials/passwordFile.ts';
import type { Engine } from '../engine/assembly/engine.ts';
import type { Clock, Logger, Scheduler, TokenMaker } from '../engine/ports.ts';
import type { SignalReader } from '../engine/queries/signalReader.ts';
import type { PastDesk } from '../engine/past/pastDesk.ts';
import type { EventSearch } from '../engine/queries/eventSearch.ts';
import type { RebuildOutcome, ReplayOutcome, SignedReplay, VerifyOutcome } from './jobOutcomes.ts';
import { handsOf, type Hands } from './lease/handOver.ts';
import { chainBroken } from '../engine/recovery/storeAlerts.ts';
import { readEngine } from './engineReadings.ts';
import type { Telemetry } from '../engine/telemetry/telemetry.ts';
import type { ConfigurationReload } from '../engine/settings/reconfiguration.ts';
import { auditLog } from '../engine/telemetry/auditLog.ts';
import { StrategyRunner } from '../engine/signals/strategyRunner.ts';
import { nodeScheduler } from '../infra/clock/nodeScheduler.ts';
import { systemClock } from '../infra/clock/systemClock.ts';
import { systemRandom } from '../infra/clock/systemRandom.ts';
import { systemIds } from '../infra/clock/systemIds.ts';
import type { ConfigurationSource } from '../infra/configuration/configurationSource.ts';
import { recordOf, type DeskConfiguration } from '../infra/configuration/deskConfiguration.ts';
import { ofComponent } from '../infra/logging/ofComponent.ts';
import { openOwnSignalFile, openSignalFile, type SignalFile } from '../infra/intake/signalFile.ts';
import { backupTo, exportTo, type BackupOutcome } from './ownFileWork.ts';
import type { ExportRange } from '../infra/sqlite/search/exportRows.ts';
import type { OrderList } from '../engine/readmodel/orderViewStore.ts';
import { exportDeskOrders } from './export/exportDeskOrders.ts';
import { whyNotOwn } from '../infra/paths/folderOwner.ts';
import type { KeyStore } from '../infra/venues/fix/transport/credentials.ts';
import { SignalDoors, type IntakeOverrides } from './intake/signalDoors.ts';
import { TelemetryExport } from './telemetryExport.ts';
import { ConfigurationEditor } from './configurationEditor.ts';
import { ConfigurationReloader } from './configurationReloader.ts';
import { EarlyAlerts } from './earlyAlerts.ts';
import { openWebhook } from './openWebhook.ts';
import { PriceFileFeed } from './prices/priceFileFeed.ts';
import { marketFollower } from './replay/marketFollower.ts';
import { counted } from '../../shared/kernel/counted.ts';
import { figuresOf, summaryOf } from './replay/replayReport.ts';
import { replaySignals } from './replay/replaySignals.ts';
import type { ThreadedRebuildHooks } from './reading/threadedReader.ts';
import { closeStores, openStores, type Stores } from './stores.ts';
import type { WorkHooks } from './threads/workTasks.ts';
import { WorkThreads } from './threads/workThreads.ts';
import type { MarketMode } from './venues/simCommandLine.ts';
import type {
  JobOptions,
  JobOutcome,
  ServedFix,
  ServedRuntime,
  ServedVenue,
} from '../ipc/ports/servedRuntime.ts';
import type { StartSim } from './venues/simHost.ts';
import { readerEndedAlert, remadeAlert } from './derivedAlerts.ts';
import { fixAlert } from './venues/fixAlert.ts';
import { servedVenues, simVenuesOf } from './venues/servedVenues.ts';
import type { SimSwitches } from './venues/simSwitches.ts';
import { closeVenues, pricesKnown, startVenues, type StartedVenue } from './venues/startVenues.ts';

export interface RuntimeOptions {
  /** The data folder. It is made when it is missing. */
  readonly folder: string;
  /** Names this process in the audit trail, and when a second engine is refused: `console`, `desk run`. */
  readonly host: string;
  readonly version: string;
  readonly configuration: DeskConfiguration;
  /** Where the configuration can be read again while the runtime is open. The runtime watches it for changes. */
  readonly source?: ConfigurationSource;
  /** Folder of the files that come with the program. */
  readonly resources: string;
  readonly startSim: StartSim;
  /** `paced`: the simulated market moves by itself. `held`: it stands still until a replay moves it. */
  readonly market: MarketMode;
  readonly logger: Logger;
  /** The name of this machine's user, who acts at the doors while the desk has no operators. */
  readonly user: string;
  /** Port of a Prometheus endpoint on 127.0.0.1, 0 for a free one. Overrides the configuration. */
  readonly prometheusPort?: number | undefined;
  /** Whether that endpoint asks for no token. It also asks for none when the configuration says so. */
  readonly prometheusOpen?: boolean | undefined;
  /** Opens the doors for signals, as the configuration says and this overrides; absent: no door is opened. */
  readonly intake?: IntakeOverrides;
  /** Passwords that a window keeps; absent where there is none. */
  readonly keyStore?: KeyStore;
  /** The lease on the record that this process has taken before. */
  readonly granted?: LeaseTaken | undefined;
  /** Ends the process once the lease was handed over; absent where the engine does not hand it over. */
  readonly onHandedOver?: (reason: string) => void;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
}

export interface Runtime extends ServedRuntime {
  readonly sims: ReadonlyMap<VenueId, SimSwitches>;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
  readonly strategies: StrategyRunner;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Position of the store's last event before this runtime wrote its first. */
  readonly openedAtPosition: number;
  /** Port of the Prometheus endpoint on 127.0.0.1; undefined while there is none. */
  readonly prometheusPort: number | undefined;
  /** The file with the token of that endpoint; undefined where the endpoint asks for none. */
  readonly prometheusTokenFile: string | undefined;
  /** Takes no more signals through the doors. Resolves when the taken signals are answered, in bounded time. */
  closeDoors(): Promise<void>;
  /** Sends a file of signals through the engine. In a held market each signal meets the prices of its day. */
  replay(path: string, hooks: SignedReplay): Promise<Result<ReplayOutcome, Fault>>;
  /** Like `replay`, with a file that is open already; closes the file. */
  replayFile(file: SignalFile, hooks: SignedReplay): Promise<Result<ReplayOutcome, Fault>>;
  /** Proves the hash chain, and the read models against a replay of the events. */
  verify(hooks?: WorkHooks): Promise<Result<VerifyOutcome, Fault>>;
  /** Copies the event store into a new file, as it stands now, and verifies the copy. See backupEvents for the faults. */
  backup(path: string, hooks?: WorkHooks): Promise<Result<BackupOutcome, Fault>>;
  /** Writes a range of events to a new file, with its proof beside it. See exportEvents for the faults. */
  exportEvents(path: string, range: ExportRange, hooks?: WorkHooks): Promise<Result<JobOutcome, Fault>>;
  /**
   * Makes the read model anew beside the present one, which serves until the two are exchanged. One at a time:
   * `rebuild_running`. Other faults: those of rebuildReadModel. After a fault the read model is as before.
   */
  rebuild(hooks?: ThreadedRebuildHooks): Promise<Result<RebuildOutcome, Fault>>;
  /** Stops the engine and closes everything. */
  close(reason: string): Promise<void>;
}

/**
 * Faults: those of whyNotOwn, of the stores (`data_folder_in_use` names the process that holds it), of the venues'
 * start and of the engine's.
 */
export async function openRuntime(options: RuntimeOptions): Promise<Result<Runtime, Fault>> {
  const clock = options.clock ?? systemClock();
  const scheduler = options.scheduler ?? nodeScheduler();
  const { folder, host, logger } = options;
  const notOwn = whyNotOwn(folder);
  if (notOwn !== undefined) return err(notOwn);
  tightenDataFolder(folder, logger);
  const early = new EarlyAlerts();
  let head = (): number => 0;
  const stores = await openStores({
    folder,
    owner: host,
    clock,
    scheduler,
    logger: ofComponent(logger, 'store'),
    settings: options.configuration.engine.eventSourcing,
    store: options.configuration.store,
    granted: options.granted,
    onDamage(fault) {
      logger.log('error', 'the read model is damaged and is made anew', { ...fault });
      early.raise(remadeAlert([fault], head()));
    },
    onReaderEnded: (fault) => early.raise(readerEndedAlert(fault, head())),
  });
  if (!stores.ok) return stores;
  const { events, maySend } = stores.value;
  head = () => events.head().position;
  const openedAtPosition = head();
  const venues = await startVenues({
    ...options,
    logger: ofComponent(logger, 'venues'),
    events,
    ...(maySend && { maySend }),
    clock,
    scheduler,
    onNotice: (venue, notice) => early.raise(fixAlert(venue, notice)),
    onOver: (...over) => early.end(...over),
  });
  if (!venues.ok) {
    await closeStores(stores.value);
    return venues;
  }
  const opened = { options, clock, scheduler, openedAtPosition, stores: stores.value, venues: venues.value };
  return startRuntime(opened, early);
}

/** Starts the engine on open stores and venues; closes both where that fails. */
async function startRuntime(
  opened: Omit<RuntimeParts, 'engine' | 'telemetry' | 'prices'>,
  early: EarlyAlerts,
): Promise<Result<Runtime, Fault>> {
  const { options, clock, scheduler, openedAtPosition, stores, venues } = opened;
  const { logger } = options;
  const telemetry: Telemetry = { sink: undefined };
  const engine = engineOf(options, clock, scheduler, stores, venues, telemetry);
  early.endOn(engine.alerts);
  engine.bus.subscribeDurably(auditLog(ofComponent(logger, 'audit')));
  openWebhook(engine, scheduler);
  let isStarted = false;
  const alerts = () => (isStarted ? engine.alerts : undefined);
  const prices = new PriceFileFeed({ engine, clock, logger: ofComponent(logger, 'prices'), alerts });
  prices.apply();
  const started = await engine.start();
  early.release();
  if (!started.ok) {
    prices.close();
    await closeVenues(venues);
    await closeStores(stores);
    return started;
  }
  isStarted = true;
  // The price file's alerts, and their ends, wait for the alerts of the last run.
  prices.look();
  await pricesKnown(engine, scheduler, venues);
  const runtime = new OpenRuntime({ ...opened, engine, telemetry, prices });
  const { remade } = stores;
  if (remade.length > 0) void engine.alerts.raise(remadeAlert(remade, openedAtPosition));
  await runtime.exportTelemetry();
  await runtime.openDoors();
  void runtime.verifyInBackground();
  return ok(runtime);
}

function engineOf(
  options: RuntimeOptions,
  clock: Clock,
  scheduler: Scheduler,
  { events, reader, checkpoints }: Stores,
  venues: readonly StartedVenue[],
  telemetry: Telemetry,
): Engine {
  return createEngine({
    configuration: options.configuration.engine,
    clock,
    scheduler,
    ids: systemIds(clock),
    random: systemRandom,
    telemetry,
    logger: ofComponent(options.logger, 'engine'),
    store: events,
    reader,
    subscriptionCheckpoints: checkpoints,
    venues: venues.map(({ venue }) => venue),
    dropCopies: venues.flatMap((started) => (started.kind === 'fix' ? (started.dropCopy ?? []) : [])),
    host: { name: options.host, version: options.version, machine: hostname(), processId: process.pid },
  });
}

interface RuntimeParts {
  readonly options: RuntimeOptions;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly engine: Engine;
  readonly telemetry: Telemetry;
  readonly openedAtPosition: number;
  readonly stores: Stores;
  readonly venues: readonly StartedVenue[];
  readonly prices: PriceFileFeed;
}

class OpenRuntime implements Runtime {
  readonly engine: Engine;
  readonly logins: Logins;
  readonly tokens: TokenMaker;
  readonly search: EventSearch & SignalReader;
  readonly past: PastDesk;
  readonly venues: readonly ServedVenue[];
  readonly sims: ReadonlyMap<VenueId, SimSwitches>;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
  readonly strategies: StrategyRunner;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly openedAtPosition: number;
  private readonly parts: RuntimeParts;
  readonly editor: ConfigurationEditor;
  private readonly reloader: ConfigurationReloader;
  private readonly export: TelemetryExport;
  private readonly doors: SignalDoors;
  private readonly threads: WorkThreads;
  private readonly hands: Hands;
  private closed: Promise<void> | undefined;

  constructor(parts: RuntimeParts) {
    const { engine, clock, stores, venues, options } = parts;
    this.parts = parts;
    this.engine = engine;
    this.logins = new Logins({
      operators: engine.operators,
      vault: passwordFile(options.folder),
      clock,
      settings: () => engine.configuration.operators,
      record: (event, actor) => engine.record(event, actor),
      user: options.user,
    });
    this.tokens = producerTokens;
    this.search = stores.reader;
    this.past = stores.reader;
    this.clock = clock;
    this.scheduler = parts.scheduler;
    this.openedAtPosition = parts.openedAtPosition;
    const served = servedVenues(venues, engine, options.keyStore);
    this.venues = served.venues;
    this.sims = served.sims;
    this.fixes = served.fixes;
    this.strategies = new StrategyRunner({
      engine,
      clock,
      logger: ofComponent(options.logger, 'strategies'),
    });
    this.threads = new WorkThreads();
    this.export = new TelemetryExport({
      ...options,
      logger: ofComponent(options.logger, 'telemetry'),
      settings: () => engine.configuration.metrics,
      telemetry: parts.telemetry,
      read: () => (this.closed === undefined ? readEngine(engine) : []),
    });
    this.doors = new SignalDoors({
      ...options,
      logger: ofComponent(options.logger, 'intake'),
      settings: () => engine.configuration.intake,
      overrides: options.intake,
      engine,
      producers: engine.producers,
      operators: engine.operators,
      tokens: producerTokens,
      clock,
      scheduler: parts.scheduler,
      raise: (alert) => void engine.alerts.raise(alert),
    });
    this.reloader = new ConfigurationReloader({
      ...options,
      logger: ofComponent(options.logger, 'configuration'),
      engine,
      onChanged: async () => {
        this.parts.prices.apply();
        await this.exportTelemetry();
        await this.openDoors();
      },
    });
    this.editor = new ConfigurationEditor({ ...options, engine, clock, reloader: this.reloader });
    this.hands = handsOf({ ...parts, fixes: this.fixes });
  }

  get prometheusPort(): number | undefined {
    return this.export.port;
  }

  get prometheusTokenFile(): string | undefined {
    return this.export.tokenFile;
  }

  /**
   * Verifies the events before the last signed checkpoint. The events after it were verified when the store was opened.
   */
  async verifyInBackground(): Promise<void> {
    const { stores, options } = this.parts;
    if ((stores.events.findings?.verifiedAfter ?? 0) === 0) return;
    const verified = await this.threads.run({ kind: 'chain', folder: options.folder }, {});
    if (!verified.ok) {
      const { code, message } = verified.error;
      if (code !== 'canceled') options.logger.log('warn', 'the chain of events is not verified', { message });
    } else if (!verified.value.intact && this.closed === undefined) {
      await this.engine.alerts.raise(chainBroken(verified.value));
    }
  }

  exportTelemetry(): Promise<void> {
    return this.export.apply();
  }

  get signalDoors(): SignalDoorsView {
    return this.doors.view;
  }

  openDoors(): Promise<void> {
    return this.doors.apply();
  }

  closeDoors(): Promise<void> {
    return this.doors.close();
  }

  async replay(path: string, hooks: SignedReplay): Promise<Result<ReplayOutcome, Fault>> {
    // Files that come with the program may belong to the user who installed it.
    const isOurs = !relative(this.parts.options.resources, path).startsWith('..');
    const file = await (isOurs ? openSignalFile(path) : openOwnSignalFile(path));
    return file.ok ? this.replayFile(file.value, hooks) : file;
  }

  async replayFile(file: SignalFile, hooks: SignedReplay): Promise<Result<ReplayOutcome, Fault>> {
    const { engine, clock, scheduler, options, venues } = this.parts;
    const take = { intake: engine.intake, scheduler, actor: hooks.actor, source: file.name };
    const controls = simVenuesOf(venues).map(({ control }) => control);
    const follower = options.market === 'held' ? marketFollower(engine, controls) : undefined;
    const replayed = await replaySignals({ engine, clock, take, follower }, file, hooks);
    if (!replayed.ok) return replayed;
    const report = replayed.value;
    return ok({ report, summary: summaryOf(report), figures: figuresOf(report), good: true });
  }

  async verify(hooks: WorkHooks = {}): Promise<Result<VerifyOutcome, Fault>> {
    const { folder, configuration } = this.parts.options;
    const { store } = configuration;
    // Writes the waiting rows to the file, so that verification can compare them. Where they can't be written,
    // verification reports how far the rows are behind.
    await this.parts.stores.reader.written(this.engine.store.head().position).catch(() => undefined);
    const verified = await this.threads.run({ kind: 'verify', folder, record: recordOf(store) }, hooks);
    if (!verified.ok) return verified;
    const { summary, good } = verified.value;
    return ok({ report: verified.value, summary, good });
  }

  async rebuild(hooks: ThreadedRebuildHooks = {}): Promise<Result<RebuildOutcome, Fault>> {
    const rebuilt = await this.parts.stores.reader.rebuild(hooks);
    if (!rebuilt.ok) return rebuilt;
    const { events, orders, elapsedMs } = rebuilt.value;
    const summary = `${counted(orders, 'order')} from ${counted(events, 'event')} in ${(elapsedMs / 1_000).toFixed(2)} s`;
    return ok({ report: rebuilt.value, summary, figures: { events, orders, elapsedMs }, good: true });
  }

  backup(path: string, hooks: WorkHooks = {}): Promise<Result<BackupOutcome, Fault>> {
    return backupTo(this.threads, this.parts.options.folder, path, hooks);
  }

  exportEvents(path: string, range: ExportRange, hooks: WorkHooks = {}): Promise<Result<JobOutcome, Fault>> {
    return exportTo(this.threads, this.parts.options.folder, path, range, hooks);
  }

  exportOrders(path: string, list: OrderList, options: JobOptions): Promise<Result<JobOutcome, Fault>> {
    return exportDeskOrders(this.engine, path, list, options);
  }

  reloadConfiguration(context: OperatorContext): Promise<Result<ConfigurationReload, Fault>> {
    return this.reloader.reload(context);
  }

  get standbys(): readonly WaitingStandby[] | undefined {
    return this.hands.standbys;
  }

  handOver(context: OperatorContext): Promise<Result<void, Fault>> {
    return this.hands.byHand(context);
  }

  close(reason: string): Promise<void> {
    this.closed ??= this.closeAll(reason);
    return this.closed;
  }

  private async closeAll(reason: string): Promise<void> {
    const { engine, venues } = this.parts;
    this.hands.close();
    this.reloader.close();
    this.parts.prices.close();
    await this.doors.close();
    // The engine ends in order, however long a check takes to be canceled.
    const threads = this.threads.close();
    await this.strategies.stopAll(reason);
    await engine.stop(reason);
    await this.export.close();
    await closeVenues(venues);
    await threads;
  }
}
