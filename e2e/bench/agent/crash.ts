import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { Lab } from '../../processes/lab.ts'
import { now } from '../notes.ts'

const AIM_SECONDS = 2
/** What an agent logs on its way from its start to the run that it left. */
const STEPS = [
  ['agent starts', 'process and modules; journal open'],
  ['synchronised with the coordinator', 'connected to the broker, digests exchanged'],
  ['follows a run', 'OPC UA session in a new child, the run found and looked at'],
] as const

/** From the start of an agent that was killed to the run at an OPC UA instrument being followed again. */
export async function benchCrashedAgent(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-crash-'))
  const lab = await Lab.prepare({ folder, instruments: ['printer'], usualPorts: false })
  try {
    await lab.start()
    const job = await submit(lab.apiUrl)
    const before = lab.program('agent', 'printer')
    await before.logged('follows a run')
    await lab.kill('agent', 'printer')
    const began = now()
    const [, times] = await Promise.all([lab.revive('agent', 'printer'), seen(lab, before)])
    let last = began
    const lines = STEPS.map(([message, title]) => {
      const at = times.get(message) ?? Number.NaN
      const line = `| ${title} | ${((at - last) / 1_000).toFixed(2)} |`
      last = Math.max(last, at)
      return line
    })
    const whole = (Math.max(...times.values()) - began) / 1_000
    return [
      `kill -9 of an agent whose OPC UA printer runs ${job}, from its start`,
      '',
      '| step | s |',
      '| --- | ---: |',
      ...lines,
      `| **followed again** | ${whole.toFixed(2)} |`,
      '',
      `aim ≤ ${AIM_SECONDS} s: ${whole <= AIM_SECONDS ? 'met' : 'missed'}`,
    ]
  } finally {
    await lab[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}

/** When each step was logged by the agent that comes after this one. */
async function seen(lab: Lab, before: unknown): Promise<Map<string, number>> {
  while (lab.program('agent', 'printer') === before) await sleep(systemClock, millis(1))
  const program = lab.program('agent', 'printer')
  const times = await Promise.all(
    STEPS.map(async ([message]) => [message, Number((await program.logged(message))['time'])] as const),
  )
  return new Map(times)
}

/** As soon as the coordinator knows what the printer can do. */
async function submit(api: string): Promise<string> {
  for (;;) {
    const response = await fetch(new URL('/v1/jobs', api), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'crash' },
      body: JSON.stringify({
        activity: { activity: 'print', instrument: 'printer-1', parameters: { layers: 2_000 } },
      }),
    })
    if (response.ok) return ((await response.json()) as { id: string }).id
    await sleep(systemClock, millis(200))
  }
}
