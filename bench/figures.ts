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
}

export function figure(
  name: string,
  unit: string,
  values: readonly number[],
  peer?: { readonly values: readonly number[]; readonly is: string },
): Figure {
  const value = median(values);
  const spread = { min: rounded(Math.min(...values)), max: rounded(Math.max(...values)) };
  if (peer === undefined) return { name, unit, value: rounded(value), spread };
  const reference = median(peer.values);
  // Each run beside its own peer: the machine's speed drifts between runs, less within one.
  const ratios = values.map((one, run) => one / (peer.values[run] ?? reference));
  return {
    name,
    unit,
    value: rounded(value),
    reference: rounded(reference),
    referenceIs: peer.is,
    ratio: rounded(median(ratios)),
    spread,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
