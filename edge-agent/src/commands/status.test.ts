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

test('says what is kept, why the disk fails, and what became of a reload', () => {
  const text = linesOf({
    ...status,
    storage: { message: 'ENOSPC: no space left', sinceWallMs: NOW - 120_000 },
    resultFiles: { waiting: 3, refused: 1, problem: 'connect ECONNREFUSED' },
    telemetry: { pointsInMemory: 4, bytesOnDisk: 70_000, maxBytes: 64 * 1024 * 1024 },
    reload: { atWallMs: NOW - 60_000, refused: ['site: no', 'data: \u001B[2Jno'], later: [] },
  }).join('\n')
  expect(text).toMatch(/disk +can't be written since \S+ \S+ \(2 min\): ENOSPC: no space left/)
  expect(text).toMatch(/result files 3 to be uploaded: connect ECONNREFUSED; 1 refused by the coordinator/)
  expect(text).toMatch(/telemetry +69 KB kept for the coordinator, 64 MB at most/)
  expect(text).toMatch(
    /reload +refused at \S+ \S+ \(1 min\): all stayed as it was\n +site: no\n +data:  \[2Jno/,
  )
  const taken = { atWallMs: NOW - 1_000, refused: [], later: ['balance'] }
  expect(linesOf({ ...status, reload: taken }).join('\n')).toMatch(
    /reload +taken at .*; after their runs: balance/,
  )
  expect(linesOf(status).join('\n')).not.toMatch(/disk|result files|telemetry|reload/)
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
