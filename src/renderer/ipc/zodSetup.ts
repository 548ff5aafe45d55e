/**
 * zod compiles its parsers with `new Function`, which the content security
 * policy forbids. Must be the first import of the window: schemas read this
 * setting when they are made.
 */
import { z } from 'zod';

z.config({ jitless: true });
