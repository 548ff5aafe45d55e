/** What stands beside the title of each dialog of the window: where it acts. */
import { createContext } from 'react';

export const DialogBadge = createContext<React.ReactNode>(null);
