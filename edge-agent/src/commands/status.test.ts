import { expect, test } from 'vitest'
import type { AgentStatus } from '../local/status.ts'
import { linesOf } from './status.ts'

const NOW = 1_800_000_000_000

const status: AgentStatus = {
  agentId: 'bench-pc',
  site: 'lab',
  softwareVersion: '0.1.0',
  pid: 7,
  startedWallMs: NOW - 3_600_000,
  upForMs: 3_600_000,
  wallMs: NOW,
  journalId: 'journal-1',
  bootId: 'boot-1',
  broker: { url: 'mqtt://broker:1883', connected: true, sinceWallMs: NOW - 60_000 },
  coordinator: { synced: true, silentForMs: 100, epoch: 3, storeId: 'store-1' },
  outboxDepth: 0,
  instruments: [
    {
      id: 'balance',
      driver: 'scpi',
      link: 'connected',
      linkSinceWallMs: NOW - 5_000,
      failedChecks: 0,
      readiness: 'needs-clean',
      readinessSinceWallMs: NOW - 90_000,
      readinessBy: 'Ann\u001B[2J',
      readinessReason: 'powder on the pan',
      run: {
        attemptId: 'job-1-weigh-1',
        activity: 'weigh',
        state: 'running',
        percent: 45.9,
        phase: 'SETTLE',
        remainingMs: 3_000,
      },
    },
  ],
}

test('tells how the agent and each instrument are doing', () => {
  const text = linesOf(status).join('\n')
  expect(text).toContain('bench-pc (lab), version 0.1.0, up for 1 h')
  expect(text).toMatch(/broker +mqtt:\/\/broker:1883: connected since \S+ \S+ \(1 min\)/)
  expect(text).toContain('in step, heard just now')
  expect(text).toMatch(/readiness +needs-clean since .* \(1 min 30 s\) by Ann \[2J: powder on the pan/)
  expect(text).toContain('weigh (job-1-weigh-1) running, 45 %, SETTLE, 3 s left')
  expect(text).not.toContain('\u001B')
})

test('says why there is no broker, and what that means', () => {
  const away = {
    ...status,
    broker: { ...status.broker, connected: false, message: 'connect ECONNREFUSED' },
    coordinator: { synced: false, silentForMs: 120_000, epoch: 3 },
    outboxDepth: 12,
  }
  const text = linesOf(away).join('\n')
  expect(text).toMatch(/not connected since .*: connect ECONNREFUSED/)
  expect(text).toContain('not in step, nothing heard for 2 min: no work is taken')
  expect(text).toContain('12 reports that the coordinator does not have yet')
})
