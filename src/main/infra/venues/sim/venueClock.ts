import { epochMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';

/** The venue's time: the wall clock, but each reading is later than every one before it, also over a restart. */
export class VenueClock {
  readonly #wallMicros: () => number;
  #latest: number;

  /** `latest` is the last time that the record holds; `wallMicros` reads microseconds since 1970 UTC. */
  constructor(latest: number, wallMicros: () => number) {
    this.#latest = latest;
    this.#wallMicros = wallMicros;
  }

  now(): EpochMicros {
    this.#latest = Math.max(this.#latest + 1, this.#wallMicros());
    return epochMicros(this.#latest);
  }
}
