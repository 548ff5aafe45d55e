/** The parts that the dock adds to a panel's head: tools at its end, and a handle to drag it by. */
import { createContext } from 'react';

export interface PanelFrame {
  readonly tools: React.ReactNode;
  readonly onDragStart: (event: React.DragEvent) => void;
  readonly onDragEnd: () => void;
}

export const PanelFrameContext = createContext<PanelFrame | undefined>(undefined);
