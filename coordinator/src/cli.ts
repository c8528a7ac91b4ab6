#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The command, see command.ts, with what Node makes of the sources kept from one start to the next, which halves the time that a start
 * takes. In the home of its user, since who may write there runs programs as that user anyway; NODE_COMPILE_CACHE names another place. Where it
 * can't be written, it is as if there were none.
 */
enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'muster'))
await import('./command.ts')
// Node does it as a process ends, and a coordinator may be killed.
flushCompileCache()
