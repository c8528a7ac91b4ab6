import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { seconds } from '../duration.ts'
import { type ServiceEnvironment, serviceOf } from './service.ts'

const UNIT = {
  NOTIFY_SOCKET: '/run/systemd/notify',
  JOURNAL_STREAM: '8:1',
  WATCHDOG_USEC: '60000000',
  MUSTER_SERVICE_HELPER: '/usr/lib/muster-agent/service-helper',
}

/** A service over a helper that keeps what it is given. */
function started(environment: ServiceEnvironment) {
  const helper = { bytes: Buffer.alloc(0), waiting: 0, launched: '' }
  const service = serviceOf(environment, (program, notifySocket) => {
    helper.launched = `${program} ${notifySocket}`
    return {
      write: bytes => void (helper.bytes = Buffer.concat([helper.bytes, bytes])),
      get waiting() {
        return helper.waiting
      },
    }
  })
  return { service, helper, told: () => frames(helper.bytes) }
}

/** As the helper reads them. */
function frames(bytes: Buffer): readonly (readonly [to: string, text: string])[] {
  if (bytes.length === 0) return []
  const end = 5 + bytes.readUInt32BE(1)
  return [[bytes.toString('utf8', 0, 1), bytes.toString('utf8', 5, end)], ...frames(bytes.subarray(end))]
}

it('systemd is told that the service works, that it lives on each turn, how it does where that is new, and that it stops', () => {
  const { service, helper, told } = started(UNIT)
  expect(helper.launched).toBe('/usr/lib/muster-agent/service-helper /run/systemd/notify')
  service.ready('started', seconds(5))
  service.alive('started')
  service.alive('in contact\nREADY=0')
  service.stopping()
  expect(told()).toEqual([
    ['n', 'READY=1\nSTATUS=started'],
    ['n', 'WATCHDOG=1'],
    ['n', 'WATCHDOG=1\nSTATUS=in contact READY=0'],
    ['n', 'STOPPING=1'],
  ])
})

it('a loop whose turns are far apart is given the time of three of them', () => {
  const { service, told } = started(UNIT)
  service.ready('started', seconds(60))
  expect(told()).toEqual([['n', 'READY=1\nSTATUS=started\nWATCHDOG_USEC=180000000']])
})

it('log lines go to the journal where there is one, and are dropped before they fill the memory', () => {
  const { service, helper, told } = started(UNIT)
  service.log?.write('{"level":30,"name":"muster-agent","msg":"one"}\n')
  helper.waiting = 2_000_000
  service.log?.write('{"level":30,"name":"muster-agent","msg":"two"}\n')
  expect(told()).toEqual([['j', 'MESSAGE=one\nPRIORITY=6\nSYSLOG_IDENTIFIER=muster-agent\n']])
  expect(started({ ...UNIT, JOURNAL_STREAM: undefined }).service.log).toBeUndefined()
})

it('outside of a service nothing is launched and nothing is said', () => {
  for (const left of ['NOTIFY_SOCKET', 'MUSTER_SERVICE_HELPER'] as const) {
    const { service, helper } = started({ ...UNIT, [left]: undefined })
    service.ready('started', seconds(5))
    service.alive('x')
    service.stopping()
    expect([service.log, helper.launched, helper.bytes.length]).toEqual([undefined, '', 0])
  }
})
