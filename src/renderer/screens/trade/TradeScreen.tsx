/** The main screen: the panels of the current workspace. */
import { Dock } from '../dock/Dock.tsx';

export function TradeScreen() {
  return <Dock />;
}
