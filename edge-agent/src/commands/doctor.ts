import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mqttJsPort } from '@muster/protocol'
import { ConfigurationError, formatFault, nodeFileSystem, systemClock, systemRandom } from '@muster/runtime'
import type { AgentSettings } from '../config.ts'
import { examineBroker } from '../doctor/broker.ts'
import { examineClock } from '../doctor/clock.ts'
import { examineDisk } from '../doctor/disk.ts'
import { type Finding, renderFindings, wrong } from '../doctor/finding.ts'
import { gatherHost, hostPorts } from '../doctor/host/facts.ts'
import { hostFindings } from '../doctor/host/findings.ts'
import { examineInstruments, instrumentsInUse } from '../doctor/instruments.ts'
import { becomeOwner, examineConfigurationFile, examineDevices, told } from '../doctor/service.ts'
import {
  type AgentCommand,
  CONFIG_OPTION,
  configurationPath,
  type Given,
  readConfiguration,
} from './command.ts'

export const doctorCommand: AgentCommand = {
  usage: [
    [
      'doctor --config FILE',
      'test this machine, broker, clock, disk and each instrument, and say what to do; start nothing',
    ],
    ['  --coordinator URL', "such as http://10.0.0.5:8420: compare its clock with this machine's"],
    ['  --json', 'for programs: an array of about, verdict, message, advice'],
  ],
  words: 0,
  options: { ...CONFIG_OPTION, coordinator: { type: 'string' }, json: { type: 'boolean' } },
  async run(given) {
    const findings = await examine(given)
    process.stdout.write(
      given.has('json') ? `${JSON.stringify(findings, undefined, 2)}\n` : renderFindings(findings),
    )
    // A library that was asked to close may keep a timer.
    process.exit(findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0)
  },
}

async function examine(given: Given): Promise<readonly Finding[]> {
  const path = configurationPath(given)
  let settings: AgentSettings
  try {
    settings = await readConfiguration(given)
  } catch (error) {
    if (!(error instanceof ConfigurationError) || path === undefined) throw error
    const faults = error.faults.map(formatFault).join('; ')
    const advice = 'Mend these places: nothing else can be tested before that.'
    return [wrong('configuration', faults === '' ? error.message : `${error.message}: ${faults}`, advice)]
  }
  const text = path === undefined ? '' : await readFile(path, 'utf8')
  // Serial numbers are for root to read.
  const host = await gatherHost(settings.data, hostPorts(systemClock))
  await becomeOwner(settings.data)
  const [file, devices, broker, clock, disk, instruments] = await Promise.all([
    examineConfigurationFile(path ?? '', settings.broker.password !== undefined),
    examineDevices(text),
    examineBroker(settings, mqttJsPort(systemClock), systemClock),
    examineClock(CLOCK, given.text('coordinator')),
    examineDisk(settings.data, systemClock),
    examineAllInstruments(settings),
  ])
  const findings = [file, ...(devices ? [devices] : []), ...broker, ...clock, ...disk]
  return [...findings, ...hostFindings(host), ...instruments]
}

const CLOCK = {
  clock: systemClock,
  synchronised: () => told('timedatectl', 'show', '--property=NTPSynchronized', '--value'),
  dateAt: async (url: string) => (await fetch(url)).headers.get('date'),
}

/** The agent's lock is held meanwhile: one that is started now waits its turn, and never meets the doctor at an instrument. */
async function examineAllInstruments({ data, instruments }: AgentSettings): Promise<readonly Finding[]> {
  const ports = { clock: systemClock, random: systemRandom }
  const isThere = await stat(data).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    const folder = await mkdtemp(join(tmpdir(), 'muster-doctor-'))
    try {
      return await examineInstruments(instruments, { ...ports, folder })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const lock = await nodeFileSystem.lock(`${data}/agent.lock`)
  if (!lock) return instrumentsInUse(instruments)
  try {
    return await examineInstruments(instruments, { ...ports, folder: data })
  } finally {
    await lock.release()
  }
}
