import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf, type Parsed, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import type { DriverTraits } from '../instruments/driver.ts'
import { type ForeignSource, readForeign } from './foreign-module.ts'

/** What there is to know of a driver from outside before it is connected. */
export interface Probed {
  readonly name: string
  readonly settings: unknown
  readonly traits: DriverTraits
  readonly offers: readonly ('pause' | 'resume' | 'checkpoint' | 'release')[]
}

const OFFERS = ['pause', 'resume', 'checkpoint', 'release'] as const

async function probe(source: ForeignSource, settings: unknown): Promise<Parsed<Probed>> {
  const read = await readForeign(source, settings)
  if (!read.ok) return read
  const folder = mkdtempSync(join(tmpdir(), 'muster-driver-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
  try {
    const driver = read.value.create({ instrumentId: 'probe', folder, ...ports })
    const { keepsIds, neverClears, settlingTime } = driver.traits
    const { name, settings: filled } = read.value
    const offers = OFFERS.filter(call => driver[call] !== undefined)
    return {
      ok: true,
      value: { name, settings: filled, traits: { keepsIds, neverClears, settlingTime }, offers },
    }
  } catch (error) {
    return { ok: false, faults: [{ field: 'driver', message: messageOf(error) }] }
  }
}

process.on('disconnect', () => process.exit(0))
process.once('message', (message: { readonly source: ForeignSource; readonly settings: unknown }) => {
  void probe(message.source, message.settings).then(answer =>
    process.send?.(answer, undefined, {}, () => process.exit(0)),
  )
})
