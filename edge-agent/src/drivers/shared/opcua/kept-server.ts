import { MusterError } from '@muster/runtime'
import type { DriverContext } from '../../../instruments/driver.ts'
import { durationOf } from '../declared-activity.ts'
import { KeptLink, type LinkSession } from '../kept-link.ts'

export const NO_LINK = 'there is no connection to the instrument'

/** A session with an OPC UA server that is kept, and asked for a sign of life as often as its settings say. */
export function keptServer<S extends LinkSession & { check(): Promise<void> }>(
  { checkEvery }: { readonly checkEvery: string },
  context: DriverContext,
  open: () => Promise<S>,
): KeptLink<S> {
  return new KeptLink(
    {
      open,
      checkEvery: durationOf(checkEvery),
      check: session => void session.check(),
      noSession: () => new MusterError('opcua-link', 'unavailable', NO_LINK),
    },
    context,
  )
}
