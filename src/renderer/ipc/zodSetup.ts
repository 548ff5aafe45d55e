/**
 * Turns off zod's compiled parsers: they use `new Function`, which the content security policy forbids. This must be
 * the first import of the window, because schemas read the setting when they are made.
 */
import { z } from 'zod';

z.config({ jitless: true });
