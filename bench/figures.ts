/** The shape of what the benchmark reports. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Median over the runs. */
  readonly value: number;
  /** The ceiling or peer measured in the same run; absent where there is none. */
  readonly reference?: number;
  readonly referenceIs?: string;
  /** Value as a share of the reference. */
  readonly ratio?: number;
  /** Smallest and largest of the runs. */
  readonly spread: { readonly min: number; readonly max: number };
  readonly goal?: Goal;
}

/** What the figure is to be: its ratio or its value, at least or at most. */
export type Goal =
  | { readonly ratioMin: number }
  | { readonly ratioMax: number }
  | { readonly valueMax: number };

/** The ceiling or peer, one value for each run. */
interface Peer {
  readonly values: readonly number[];
  readonly is: string;
}

export function figure(
  name: string,
  unit: string,
  values: readonly number[],
  { peer, goal }: { readonly peer?: Peer; readonly goal?: Goal } = {},
): Figure {
  const value = median(values);
  const spread = { min: rounded(Math.min(...values)), max: rounded(Math.max(...values)) };
  return {
    name,
    unit,
    value: rounded(value),
    ...(peer !== undefined && besidePeer(values, peer)),
    spread,
    ...(goal !== undefined && { goal }),
  };
}

function besidePeer(
  values: readonly number[],
  peer: Peer,
): Required<Pick<Figure, 'reference' | 'referenceIs' | 'ratio'>> {
  const reference = median(peer.values);
  // Each run beside its own peer: the machine's speed drifts between runs, less within one.
  const ratios = values.map((one, run) => one / (peer.values[run] ?? reference));
  return { reference: rounded(reference), referenceIs: peer.is, ratio: rounded(median(ratios)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function isReached({ value, ratio, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  if ('valueMax' in goal) return value <= goal.valueMax;
  if (ratio === undefined) return false;
  return 'ratioMin' in goal ? ratio >= goal.ratioMin : ratio <= goal.ratioMax;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
