/** The keys of a table with one chosen row: Escape lets go of it, others act on it or move to another row. */
import { moveCursor } from '../../model/orders/selection.ts';

interface ChosenRow {
  /** Of the rows from top to bottom. */
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
  readonly choose: (id: string | undefined) => void;
  /** What a key does with the chosen row while the table shows it. */
  readonly acts?: Readonly<Record<string, () => void>>;
}

/** Gives the handler, which says whether the key was one of the table. */
export function rowKeys({ ids, cursor, choose, acts = {} }: ChosenRow) {
  return ({ key }: Pick<React.KeyboardEvent, 'key'>, page: number): boolean => {
    if (key === 'Escape' && cursor !== undefined) {
      choose(undefined);
      return true;
    }
    const act = acts[key];
    if (act !== undefined && cursor !== undefined && ids.includes(cursor)) {
      act();
      return true;
    }
    const target = moveCursor(ids, cursor, key, page);
    if (target !== undefined) choose(ids[target]);
    return target !== undefined;
  };
}
