/** Thrown where a read model does not hold what was written to it. */
export class DamagedViews extends Error {
  override readonly name = 'DamagedViews';
}
