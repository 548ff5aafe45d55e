/** The paths of limits in a recorded configuration: `risk.positionMax`, `risk.scopes.account:main.positionMax.soft`. */
import { limitNames, type LimitName } from './limits.ts';

const form = new RegExp(
  String.raw`^risk\.(?:scopes\.(.+)\.)?(${limitNames.join('|')})(?:\.(soft|hard|fourEyes))?$`,
);

export interface LimitPath {
  readonly limit: LimitName;
  readonly scope: string;
  /** A limit that is one value is hard. */
  readonly part: 'soft' | 'hard' | 'fourEyes';
}

/** Undefined for the path of anything else. */
export function readLimitPath(path: string): LimitPath | undefined {
  const [, scope = 'desk', name, part] = form.exec(path) ?? [];
  const limit = limitNames.find((one) => one === name);
  if (limit === undefined) return undefined;
  return { limit, scope, part: part === 'soft' || part === 'fourEyes' ? part : 'hard' };
}

/** The path of the whole limit; its parts stand below it. */
export function limitPathOf(limit: LimitName, scope: string): string {
  return scope === 'desk' ? `risk.${limit}` : `risk.scopes.${scope}.${limit}`;
}
