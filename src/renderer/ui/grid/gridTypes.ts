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
