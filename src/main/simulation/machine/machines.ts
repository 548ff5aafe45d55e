/** The machines of a run: one, or several that share a record, of which all but one wait. */
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Machine } from './machine.ts';

export class Machines {
  readonly all: readonly [Machine, ...Machine[]];

  constructor(all: readonly [Machine, ...Machine[]]) {
    this.all = all;
  }

  /** The one whose process writes the record. While none does, it is the first. */
  get active(): Machine {
    return this.all.find(({ holdsRecord }) => holdsRecord) ?? this.all[0];
  }

  /** The others, which wait. */
  get waiting(): readonly Machine[] {
    const { active } = this;
    return this.all.filter((machine) => machine !== active);
  }

  /** The engine that people and programs reach. */
  get engine(): Engine | undefined {
    return this.active.engine;
  }

  get deaths(): number {
    return this.all.reduce((sum, { deaths }) => sum + deaths, 0);
  }

  /** Whether this engine runs, so that what it does counts. */
  runs(engine: Engine): boolean {
    return this.all.some((machine) => machine.engine === engine);
  }

  boot(): void {
    for (const machine of this.all) machine.boot();
  }
}
