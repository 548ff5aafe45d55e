/**
 * The configuration in force. The parts of the engine read it at each use and keep no copy, so another configuration
 * holds from the next order on.
 */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { EngineConfiguration, VenueSettings } from '../configuration.ts';

export class LiveConfiguration implements EngineConfiguration {
  private inForce: EngineConfiguration;
  private readonly listeners: (() => void)[] = [];

  constructor(configuration: EngineConfiguration) {
    this.inForce = configuration;
  }

  /** The configuration as a plain value. */
  get current(): EngineConfiguration {
    return this.inForce;
  }

  put(configuration: EngineConfiguration): void {
    this.inForce = configuration;
    for (const listener of this.listeners) listener();
  }

  /** For parts that have to be built anew: calls the listener once another configuration is in force. */
  onChanged(listener: () => void): void {
    this.listeners.push(listener);
  }

  get accounts() {
    return this.current.accounts;
  }

  get instruments() {
    return this.current.instruments;
  }

  get priceFile() {
    return this.current.priceFile;
  }

  get routes() {
    return this.current.routes;
  }

  get venues() {
    return this.current.venues;
  }

  get maxConcurrentOrders() {
    return this.current.maxConcurrentOrders;
  }

  get intakeQueueDepthMax() {
    return this.current.intakeQueueDepthMax;
  }

  get processingTimeoutMs() {
    return this.current.processingTimeoutMs;
  }

  get confidenceMin() {
    return this.current.confidenceMin;
  }

  get costMethod() {
    return this.current.costMethod;
  }

  get signalAgeMaxMs() {
    return this.current.signalAgeMaxMs;
  }

  get riskBreaker() {
    return this.current.riskBreaker;
  }

  get eventSourcing() {
    return this.current.eventSourcing;
  }

  get metrics() {
    return this.current.metrics;
  }

  get intake() {
    return this.current.intake;
  }

  get operators() {
    return this.current.operators;
  }

  get alerts() {
    return this.current.alerts;
  }

  get risk() {
    return this.current.risk;
  }

  get killSwitch() {
    return this.current.killSwitch;
  }

  /** Returns a function for one venue's settings in force. The function searches them once for each configuration. */
  venueSettings(id: VenueId): () => VenueSettings {
    const find = (): VenueSettings => {
      const found = this.current.venues.find(({ venue }) => venue === id);
      invariant(found !== undefined, `venue ${id} has settings`);
      return found;
    };
    let configuration = this.current;
    let settings = find();
    return () => {
      if (configuration === this.current) return settings;
      configuration = this.current;
      settings = find();
      return settings;
    };
  }
}
