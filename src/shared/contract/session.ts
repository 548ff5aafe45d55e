/** The session at a door, and the profiles of the operators. */
import { z } from 'zod';
import { roles } from '../kernel/roles.ts';

export const roleSchema = z.enum(roles);

export const sessionSchema = z.object({
  /** The name of the person; `nobody` where nobody has logged in. */
  operator: z.string(),
  standing: z.enum([...roles, 'nobody']),
  /** `not_asked`: the desk has no operators, and asks for no password. */
  login: z.enum(['not_asked', 'in', 'out']),
  /** When the session ends at the latest, UTC; present while somebody is logged in. */
  endsAt: z.string().optional(),
});
export type SessionView = z.infer<typeof sessionSchema>;

export const operatorName = z.string().min(1).max(64);
/** The engine judges new passwords; here only their length is bounded. */
export const passwordText = z.string().min(1).max(1_000);
export const operatorViewSchema = z.object({
  operator: z.string(),
  role: roleSchema,
  /** When the person logged in last, UTC; absent for never. */
  lastLoginAt: z.string().optional(),
  /** Sessions at the windows, and sessions kept for commands. */
  sessions: z.number().int(),
});
export type OperatorView = z.infer<typeof operatorViewSchema>;
