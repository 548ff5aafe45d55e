/** How far the venue has read our messages, by what it has answered. */
export class ReadNumbers {
  private epoch = 0;
  private below = 0;

  /** The venue has read our messages of this epoch below this number. */
  note(epoch: number, below: number): void {
    if (epoch === this.epoch && below <= this.below) return;
    this.epoch = epoch;
    this.below = below;
  }

  has(epoch: number, number: number): boolean {
    return epoch === this.epoch && number < this.below;
  }
}
