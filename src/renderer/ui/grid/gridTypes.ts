/** What a grid shows and how it is laid out. */
import type { Tone } from '../tone.ts';

export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** The whole name where the header is short. */
  readonly title?: string;
  readonly width: number;
  readonly widthMin?: number;
  /** Share of spare width that goes to this column. */
  readonly grow?: number;
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** Hidden until the operator shows it. */
  readonly hidden?: boolean;
  /** Without it a row could not be told from another: it can't be hidden. */
  readonly always?: boolean;
  /** What a change is told by; a cell whose text changes flashes once. */
  readonly text: (row: Row) => string;
  /** What is drawn; the text when absent. */
  readonly cell?: (row: Row) => React.ReactNode;
  readonly className?: string;
  readonly tip?: (row: Row) => string | undefined;
}

export interface GridSort {
  readonly id: string;
  readonly desc: boolean;
}

/** Saved with the operator's settings. */
export interface GridLayout {
  readonly sorting: readonly GridSort[];
  readonly order: readonly string[];
  /** Only what the operator chose differently from the column's own default. */
  readonly visibility: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
  readonly pinned: readonly string[];
}

export interface GridRowLook {
  readonly className?: string;
  readonly tone?: Tone;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface GridHandle {
  focus(): void;
  scrollToTop(): void;
}

export interface GridProperties<Row extends object> {
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly layout: GridLayout;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  /** How many rows there are in all, where not all are here. */
  readonly rowCount?: number;
  /** Absent where only one row at a time is chosen, which is then the cursor's. */
  readonly selected?: ReadonlySet<string>;
  readonly cursor: string | undefined;
  readonly onRowPress: (id: string, keys: { readonly shift: boolean; readonly ctrl: boolean }) => void;
  /** A key on the table; true when it was used. `pageRows` is how many rows a page is. */
  readonly onKey: (event: React.KeyboardEvent, pageRows: number) => boolean;
  readonly onPointerInside?: (inside: boolean) => void;
  readonly onScrolled?: (away: boolean) => void;
  readonly onVisible?: (ids: readonly string[]) => void;
  /** The last row came into sight. */
  readonly onEnd?: () => void;
  readonly look?: (row: Row) => GridRowLook;
  /** Classes by row id that come and go without the row changing. */
  readonly marksOf?: (id: string) => string;
  readonly empty?: React.ReactNode;
  readonly handle?: React.Ref<GridHandle>;
}
