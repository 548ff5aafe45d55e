/**
 * Events of old schema versions stay stored as they were written, and are brought to the current form when they are
 * read. Each step is pure and takes one form of one event type to a newer form, so a chain of steps reaches the current
 * one.
 */
import { invariant } from '../../../../shared/kernel/invariant.ts';

/** The part of an event that a schema version describes. */
export interface EventForm {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
}

export interface Upcaster {
  readonly from: { readonly type: string; readonly schemaVersion: number };
  /** The same type at a higher schema version, or the type's new name. */
  readonly to: { readonly type: string; readonly schemaVersion: number };
  /** Returns new data, and does not change the old data. */
  readonly upcast: (data: unknown) => unknown;
}

export interface Upcasters {
  /** The version with which events of this type are written; 1 for a type that never changed. */
  schemaVersionOf(type: string): number;
  /** The names under which events of this type are stored: today's name first, then the names that it had. */
  storedTypesOf(type: string): readonly string[];
  /** The newest form that the steps can reach; the form itself when no step begins with it. */
  toCurrent(form: EventForm): EventForm;
}

/** The schema version of an event type that never changed. */
export const firstSchemaVersion = 1;

/**
 * Makes a registry of steps. Throws InvariantViolation when two steps begin with one form, when a step does not raise
 * the version, or when steps run in a circle.
 */
export function createUpcasters(steps: readonly Upcaster[]): Upcasters {
  const stepsFrom = new Map<string, Map<number, Upcaster>>();
  const versions = new Map<string, number>();
  for (const step of steps) {
    const { from, to } = step;
    const name = `the step from ${from.type} ${from.schemaVersion} to ${to.type} ${to.schemaVersion}`;
    invariant(
      from.type !== to.type || from.schemaVersion < to.schemaVersion,
      `${name} does not lead upwards`,
    );
    const ofType = stepsFrom.get(from.type) ?? new Map<number, Upcaster>();
    invariant(!ofType.has(from.schemaVersion), `${name} is not the only one from there`);
    stepsFrom.set(from.type, ofType.set(from.schemaVersion, step));
    versions.set(to.type, Math.max(versions.get(to.type) ?? firstSchemaVersion, to.schemaVersion));
  }

  const stepFrom = (form: EventForm): Upcaster | undefined =>
    stepsFrom.get(form.type)?.get(form.schemaVersion);
  const registry: Upcasters = {
    schemaVersionOf: (type) => versions.get(type) ?? firstSchemaVersion,
    storedTypesOf(type) {
      const earlier = steps.filter(({ from, to }) => to.type === type && from.type !== type);
      return [type, ...new Set(earlier.flatMap(({ from }) => registry.storedTypesOf(from.type)))];
    },
    toCurrent(form) {
      let current = form;
      for (let step = stepFrom(current); step !== undefined; step = stepFrom(current)) {
        current = { ...step.to, data: step.upcast(current.data) };
      }
      return current;
    },
  };
  for (const { from } of steps) rejectCycle(from, stepsFrom);
  return registry;
}

function rejectCycle(
  start: Upcaster['from'],
  stepsFrom: ReadonlyMap<string, ReadonlyMap<number, Upcaster>>,
): void {
  const seen = new Set<string>();
  let form: Upcaster['from'] | undefined = start;
  while (form !== undefined) {
    const key = `${form.type} ${form.schemaVersion}`;
    invariant(!seen.has(key), `the steps from ${key} never end`);
    seen.add(key);
    form = stepsFrom.get(form.type)?.get(form.schemaVersion)?.to;
  }
}
