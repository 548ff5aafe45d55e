/**
 * Why something was refused, for a person and for a program: a stable code, a sentence, and the values that were
 * compared.
 */
export interface Refusal {
  /** Stable, snake_case; never changes its meaning once released. */
  readonly code: string;
  readonly message: string;
  /** The field or rule that was checked, under the name that the producer knows. */
  readonly field?: string;
  /** The value that was found, as text, cut to a readable length. */
  readonly actual?: string;
  /** A value that would have passed, as text. */
  readonly expected?: string;
}

export function describeRefusals(refusals: readonly Refusal[]): string {
  return refusals.map((refusal) => refusal.message).join('; ');
}
