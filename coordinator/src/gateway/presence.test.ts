import type { HeartbeatMessage, SessionMessage, UpHeader } from '@muster/protocol'
import { expect, test } from 'vitest'
import { newAgentLive } from '../model/live.ts'
import { applyHeartbeat, applySession } from './presence.ts'

const NOW = { wall: 0, monotonic: 0 }
const header = (connection: number, boot = 1): UpHeader => ({
  journalId: 'journal',
  journalWrites: boot * 10,
  bootId: `boot-${boot}`,
  bootWrites: boot * 10,
  connection,
})
const session = (online: boolean, of: UpHeader): SessionMessage => ({
  header: of,
  online,
  protocolVersion: 1,
  softwareVersion: '0',
  wallMs: 0,
})
const heartbeat = (sequence: number, of: UpHeader): HeartbeatMessage => ({
  header: of,
  sequence,
  monotonicMs: 0,
  wallMs: 0,
  instruments: [],
  runs: [],
  outboxDepth: 0,
  lateMs: 0,
})

test('the will of an old connection does not take a new one for dead', () => {
  const live = newAgentLive()
  applySession(live, session(true, header(1)), NOW)
  applySession(live, session(true, header(2)), NOW)
  expect(applySession(live, session(false, header(1)), NOW)).toBe(false)
  expect(live.online).toBe(true)
})

test('the will of an old process does not take a new one for dead', () => {
  const live = newAgentLive()
  applySession(live, session(true, header(7, 1)), NOW)
  applySession(live, session(true, header(1, 2)), NOW)
  expect(applySession(live, session(false, header(7, 1)), NOW)).toBe(false)
  expect(live.online).toBe(true)
})

test('the will of this connection counts, and a newer heartbeat outranks it', () => {
  const live = newAgentLive()
  applySession(live, session(true, header(1)), NOW)
  live.synced = true
  applySession(live, session(false, header(1)), NOW)
  expect([live.online, live.synced]).toEqual([false, false])
  expect(applyHeartbeat(live, heartbeat(5, header(1)), NOW)).toBe(true)
  expect(live.online).toBe(true)
})

test('a heartbeat that was overtaken is not taken in', () => {
  const live = newAgentLive()
  applyHeartbeat(live, heartbeat(5, header(1)), NOW)
  expect(applyHeartbeat(live, heartbeat(4, header(1)), NOW)).toBe(false)
})

test('a new connection has to exchange digests again', () => {
  const live = newAgentLive()
  applySession(live, session(true, header(1)), NOW)
  live.synced = true
  applySession(live, session(true, header(2)), NOW)
  expect(live.synced).toBe(false)
})
