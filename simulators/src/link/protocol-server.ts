import type { Running } from '@muster/runtime'

/** The protocol's side of an instrument: a server on a free port of loopback, for the link to lead to. */
export interface ProtocolServer extends Running {
  readonly port: number
}
