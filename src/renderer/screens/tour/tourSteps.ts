/** The steps of the tour: what each points at, and what it says. */
import type { Screen } from '../../store/window/uiStore.ts';

interface TourStep {
  readonly screen: Screen;
  /** Finds the control that the step points at. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

export const tourSteps: readonly TourStep[] = [
  {
    screen: 'trade',
    target: '.strip .environment',
    title: 'Is this real money?',
    text: 'The badge says SIMULATION, PAPER or LIVE, in every window and on the ticket. The strip beside it says whether the desk trades, and how its venues are.',
  },
  {
    screen: 'trade',
    target: '.kill-switch',
    title: 'Stop everything',
    text: 'The kill switch halts the desk and cancels every order. Ctrl Shift K opens it from anywhere, also over a dialog and while the console is locked. Its button must be held.',
  },
  {
    screen: 'trade',
    target: '[data-testid="ticket"]',
    title: 'Send an order',
    text: 'Ctrl B buys, Ctrl S sells. Every check of risk runs while you type. Enter opens a review, Enter again sends. In a price field b, a and l take the bid, the ask and the last price.',
  },
  {
    screen: 'trade',
    target: '[data-testid="blotter"]',
    title: 'Watch the orders',
    text: 'Arrows move, Space chooses, Delete cancels what is chosen, F2 amends it. A digit chooses a usual reason, so a cancel needs no typing. The rows stand still below the pointer.',
  },
  {
    screen: 'alerts',
    target: '[data-testid="alerts"]',
    title: 'When something is wrong',
    text: 'A bar below the strip says in large type what is wrong, for how long, why, and what to do. Alerts stand here until somebody acknowledges them.',
  },
  {
    screen: 'trade',
    target: '.search-box',
    title: 'Find anything',
    text: 'Ctrl K finds every screen, every action and any id that you paste. F1 shows all keys. This tour is there too.',
  },
];
