import { formatDuration } from '@muster/runtime'
import { type AgentStatus, type InstrumentAnswer, parseAgentStatus } from '../local/status.ts'
import type { AgentCommand } from './command.ts'
import { LOCAL_OPTIONS, withAgent } from './local.ts'
import { clean, momentOf } from './text.ts'

export const statusCommand: AgentCommand = {
  usage: [
    ['status --config FILE', 'how the agent that runs is doing, and each of its instruments'],
    ['  --json', 'the same for programs'],
  ],
  words: 0,
  options: { ...LOCAL_OPTIONS, json: { type: 'boolean' } },
  run: given =>
    withAgent(given, async agent => {
      const status = await agent.ask('/v1/status', parseAgentStatus)
      const text = given.has('json') ? JSON.stringify(status, undefined, 2) : linesOf(status).join('\n')
      process.stdout.write(`${text}\n`)
    }),
}

/** For the person at the instrument. */
export function linesOf(status: AgentStatus): string[] {
  const { broker, coordinator, wallMs } = status
  return [
    `${status.agentId} (${status.site}), version ${status.softwareVersion}, up for ${formatDuration(status.upForMs)}`,
    `  broker       ${broker.url}: ${broker.connected ? 'connected' : 'not connected'} since ${momentOf(broker.sinceWallMs, wallMs)}${because(broker.message)}`,
    `  coordinator  ${coordinator.synced ? `in step, heard ${ago(coordinator.silentForMs)}` : `not in step, nothing heard for ${formatDuration(coordinator.silentForMs)}: no work is taken`}`,
    `  to be told   ${status.outboxDepth === 0 ? 'nothing' : `${status.outboxDepth} reports that the coordinator does not have yet`}`,
    ...keptLines(status),
    `  journal      ${status.journalId}`,
    ...reloadLines(status),
    ...status.instruments.flatMap(instrument => ['', ...instrumentLines(instrument, wallMs)]),
  ]
}

/** What lies on this machine, and what is wrong with its disk. */
function keptLines({ storage, resultFiles, telemetry, wallMs }: AgentStatus): string[] {
  const kilobytes = Math.ceil((telemetry?.bytesOnDisk ?? 0) / 1024)
  const most = Math.round((telemetry?.maxBytes ?? 0) / 1024 / 1024)
  return [
    ...(storage
      ? [
          `  disk         can't be written since ${momentOf(storage.sinceWallMs, wallMs)}: ${clean(storage.message)}`,
          '               nothing is started until it can: make room, or have it mounted for writing',
        ]
      : []),
    ...(resultFiles ? [`  result files ${filesOf(resultFiles)}`] : []),
    // In contact it is handed over within a turn.
    ...(kilobytes > 0 ? [`  telemetry    ${kilobytes} KB kept for the coordinator, ${most} MB at most`] : []),
  ]
}

function filesOf({ waiting, refused, problem }: NonNullable<AgentStatus['resultFiles']>): string {
  const waits = waiting === 0 ? 'none waits' : `${waiting} to be uploaded${because(problem)}`
  return refused === 0 ? waits : `${waits}; ${refused} refused by the coordinator: see the log`
}

function reloadLines({ reload, wallMs }: AgentStatus): string[] {
  if (!reload) return []
  const { atWallMs, refused, later } = reload
  const moment = momentOf(atWallMs, wallMs)
  if (refused.length > 0)
    return [
      `  reload       refused at ${moment}: all stayed as it was`,
      ...refused.map(reason => `               ${clean(reason)}`),
    ]
  const rest = later.length === 0 ? '' : `; after their runs: ${later.join(', ')}`
  return [`  reload       taken at ${moment}${rest}`]
}

function instrumentLines(instrument: InstrumentAnswer, wallMs: number): string[] {
  const { id, driver, link, linkSinceWallMs, message, foreignRun, failedChecks } = instrument
  return [
    `${id} (${driver}): ${link} since ${momentOf(linkSinceWallMs, wallMs)}${because(message)}`,
    `  readiness    ${readinessOf(instrument, wallMs)}`,
    `  runs         ${instrument.run ? runOf(instrument.run) : 'nothing'}`,
    ...(foreignRun === undefined ? [] : [`  not ours     ${clean(foreignRun)}`]),
    ...(failedChecks === 0 ? [] : [`  health       ${failedChecks} checks in a row failed`]),
  ]
}

function readinessOf(instrument: InstrumentAnswer, wallMs: number): string {
  const { readiness, readinessSinceWallMs, readinessBy, readinessReason } = instrument
  const since = readinessSinceWallMs === undefined ? '' : ` since ${momentOf(readinessSinceWallMs, wallMs)}`
  const by = readinessBy === undefined ? '' : ` by ${clean(readinessBy)}`
  return `${readiness}${since}${by}${because(readinessReason)}`
}

function runOf(run: NonNullable<InstrumentAnswer['run']>): string {
  const { activity, state, percent, phase, remainingMs, attemptId } = run
  return [
    `${clean(activity)} (${attemptId}) ${state}`,
    ...(percent === undefined ? [] : [`${Math.floor(percent)} %`]),
    ...(phase === undefined ? [] : [clean(phase)]),
    ...(remainingMs === undefined ? [] : [`${formatDuration(remainingMs)} left`]),
  ].join(', ')
}

const because = (message: string | undefined) => (message === undefined ? '' : `: ${clean(message)}`)

const ago = (ms: number) => (ms < 1_000 ? 'just now' : `${formatDuration(ms)} ago`)
