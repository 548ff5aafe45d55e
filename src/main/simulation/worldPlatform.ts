/** What a run with a FIX venue needs from its host besides: the desk's own FIX venue, which the simulation may not name. */
import type { Report } from './checks/violation.ts';
import type { FixPlants } from './machine/machine.ts';
import type { SimulationPlatform } from './machine/platform.ts';
import type { ExchangeTools } from './venue/exchange.ts';
import type { VenueProtocol } from './venue/venueLine.ts';

export interface FixTools extends ExchangeTools {
  /** Throws where the record of a session can not be written now. */
  readonly beforeRecord: () => void;
  /** Called when a part of the record is durable and nothing of it has left. */
  readonly afterRecord: () => void;
  readonly plants: FixPlants;
  readonly report: Report;
}

export interface WorldPlatform extends SimulationPlatform {
  /** A venue that is spoken to over a FIX session. Its end of the session and the desk's record outlive all engines. */
  fixProtocol(tools: FixTools): VenueProtocol;
}
