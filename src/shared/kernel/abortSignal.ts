/**
 * The part of an AbortSignal that pure layers need. They may not name the platform's own type, and every AbortSignal
 * has this part.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export const neverAborted: AbortSignalLike = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

export interface AbortSource {
  readonly signal: AbortSignalLike;
  cancel(): void;
}

/** Does for pure layers what an AbortController does. */
export function createAbortSource(): AbortSource {
  return new Source();
}

class Source implements AbortSource, AbortSignalLike {
  /** A list, because a signal has a listener or two. */
  private readonly listeners: (() => void)[] = [];
  aborted = false;

  get signal(): AbortSignalLike {
    return this;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.listeners.includes(listener)) this.listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.listeners.indexOf(listener);
    if (index !== -1) this.listeners.splice(index, 1);
  }

  cancel(): void {
    if (this.aborted) return;
    this.aborted = true;
    // One by one, because a listener may remove another one, which is not called then.
    for (let next = this.listeners.shift(); next !== undefined; next = this.listeners.shift()) next();
  }
}
