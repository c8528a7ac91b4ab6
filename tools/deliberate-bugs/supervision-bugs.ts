import type { DeliberateBug } from './bugs.ts'

const AGENTS = 'e2e/supervision/agents.test.ts'
const INSTRUMENTS = 'e2e/supervision/instruments.test.ts'
const PEOPLE = 'e2e/supervision/people.test.ts'
const RECOVERY = 'e2e/supervision/recovery.test.ts'
const ATTEMPT = 'coordinator/src/supervisor/detectors/attempt.ts'
const SUPERVISION = 'coordinator/src/work/supervision.ts'
const FEASIBLE = 'coordinator/src/scheduler/feasible.ts'
const PLACES = 'e2e/scheduling/times-and-places.test.ts'

/** What would let something fail in silence, tell it too often, or do what only a person may order. */
export const SUPERVISION_BUGS: readonly DeliberateBug[] = [
  {
    name: 'a failed attempt counted twice',
    edits: [
      {
        file: 'coordinator/src/work/tasks.ts',
        find: "task.failures + (end === 'failed' || isOverdue ? 1 : 0)",
        replace: "task.failures + (end === 'failed' || isOverdue ? 2 : 0)",
      },
    ],
    caughtBy: { file: RECOVERY, test: 'is tried as often as its step allows' },
    simulation: { kind: 'site', seed: 1, hours: 24 },
  },
  {
    name: 'a breaker that never closes',
    edits: [
      {
        file: 'coordinator/src/supervisor/breaker.ts',
        find: 'if (successes < limits.successes)',
        replace: 'if (successes < Number.POSITIVE_INFINITY)',
      },
    ],
    caughtBy: { file: RECOVERY, test: 'keeps away from an instrument that goes on failing' },
    simulation: { kind: 'site', seed: 1, hours: 12 },
  },
  {
    name: 'an escalation not deduplicated',
    edits: [
      {
        file: SUPERVISION,
        find: 'isQuiet !== true && !open.has(kind)',
        replace: 'isQuiet !== true && kind.length > 0',
      },
    ],
    caughtBy: { file: INSTRUMENTS, test: 'whose run may not be repeated is left alone' },
    simulation: { kind: 'site', seed: 4, hours: 24 },
  },
  {
    name: 'a lost reservation of an instrument',
    edits: [
      {
        file: 'coordinator/src/model/state.ts',
        find: '      this.openAttemptByInstrument.set(row.instrumentId, row.id)\n',
        replace: '',
      },
    ],
    caughtBy: { file: RECOVERY, test: 'is one after another at an instrument' },
    simulation: { kind: 'site', seed: 2, hours: 12 },
  },
  {
    name: 'an instrument that is kept for a follow-up given to another',
    edits: [
      {
        file: 'coordinator/src/scheduler/reservations.ts',
        find: '    if (other) return this.#keptFor(id, other)\n',
        replace: '    if (other?.taskId === id) return this.#keptFor(id, other)\n',
      },
    ],
    caughtBy: { file: PLACES, test: 'has its instrument kept free, also against what is more important' },
    simulation: { kind: 'site', seed: 2, hours: 12 },
  },
  {
    name: 'critical work displaces what is not safe',
    edits: [
      {
        file: 'coordinator/src/scheduler/displaceable.ts',
        find: "if (attempt.repeatability !== 'safe' || description.repeatability !== 'safe')",
        replace: "if (attempt.repeatability === 'never' || description.repeatability === 'never')",
      },
    ],
    caughtBy: {
      file: 'e2e/scheduling/preemption.test.ts',
      test: 'leaves anneal',
    },
    simulation: { kind: 'site', seed: 1, hours: 12 },
  },
  {
    name: 'staleness counted from the start',
    edits: [
      {
        file: ATTEMPT,
        find: 'lasting(view, watch.progressAt, limit,',
        replace: 'lasting(view, monotonicOf(view, attempt.startedAt ?? 0), limit,',
      },
    ],
    caughtBy: { file: INSTRUMENTS, test: 'counted from its last progress' },
    simulation: { kind: 'site', seed: 10, hours: 24 },
  },
  {
    name: 'loss of contact taken for failure',
    edits: [
      {
        file: ATTEMPT,
        find: "    kind: 'run-lost',\n",
        replace: "    kind: 'run-lost',\n    remedy: 'cancel',\n",
      },
    ],
    caughtBy: { file: AGENTS, test: 'out of contact for six hours of a sinter is no failure' },
    simulation: { kind: 'site', seed: 1, hours: 24 },
  },
  {
    name: 'a run that may not be repeated cancelled when it is overdue',
    edits: [
      {
        file: ATTEMPT,
        find: "return attempt.repeatability === 'safe'",
        replace: 'return attempt.number > 0',
      },
    ],
    caughtBy: { file: INSTRUMENTS, test: 'whose run may not be repeated is left alone' },
    simulation: { kind: 'site', seed: 13, hours: 24 },
  },
  {
    name: 'an instrument that is not well gets offers',
    edits: [
      {
        file: FEASIBLE,
        find: 'if (status.failedChecks >= state.limits.unhealthyChecks)',
        replace: 'if (status.failedChecks < 0)',
      },
    ],
    caughtBy: { file: INSTRUMENTS, test: 'that fails three health checks gets no new offers' },
    simulation: { kind: 'site', seed: 4, hours: 24 },
  },
  {
    name: 'a stop of the whole fleet that ends by itself',
    edits: [
      {
        file: 'coordinator/src/supervisor/breaker.ts',
        find: 'changedAt: now, reason: why }\n}\n\n/** One failure',
        replace: 'changedAt: now, reason: why, retryAt: now }\n}\n\n/** One failure',
      },
    ],
    caughtBy: { file: RECOVERY, test: 'stops everywhere when a fleet fails alike' },
    simulation: { kind: 'site', seed: 5, hours: 24 },
  },
  {
    name: 'people not told that it is over',
    edits: [
      {
        file: 'coordinator/src/work/escalations.ts',
        find: "deliveries: withDeliveries(draft, withdrawn(escalation), [...told.values()], 'resolved'),",
        replace: "deliveries: withDeliveries(draft, withdrawn(escalation), [], 'resolved'),",
      },
    ],
    caughtBy: { file: AGENTS, test: 'that falls silent is told of' },
    simulation: { kind: 'site', seed: 4, hours: 12 },
  },
  {
    name: 'a ladder forgotten over a restart',
    edits: [
      {
        file: SUPERVISION,
        find: '    for (const { id } of state.escalations.values()) this.#mark(`escalation:${id}`)\n',
        replace: '',
      },
    ],
    caughtBy: { file: RECOVERY, test: 'is told on after the coordinator was killed' },
    simulation: { kind: 'site', seed: 2, hours: 24 },
  },
  {
    name: 'what can not be told taken for over',
    edits: [
      {
        file: SUPERVISION,
        find: ', ...(detected.unsure ?? [])',
        replace: '',
      },
    ],
    caughtBy: {
      file: PEOPLE,
      test: 'stay told of a silent agent while the coordinator is out of contact itself',
    },
    simulation: { kind: 'site', seed: 1, hours: 24 },
  },
  {
    name: 'a channel that is down not stood in for',
    edits: [
      {
        file: 'coordinator/src/supervisor/ladder.ts',
        find: 'return isDown(wanted) ? (inOrder.find(channel => !isDown(channel)) ?? wanted) : wanted',
        replace: 'return inOrder.length < 0 ? wanted : wanted',
      },
    ],
    caughtBy: { file: PEOPLE, test: 'are told by the next channel when one is down' },
    simulation: { kind: 'site', seed: 10, hours: 24 },
  },
  {
    name: 'a cause that remains resolved by a person',
    edits: [
      {
        file: 'coordinator/src/operations/escalations.ts',
        find: "if (escalation.state === 'open' && remains)",
        replace: "if (escalation.state !== 'open' && remains)",
      },
    ],
    caughtBy: { file: PEOPLE, test: 'can not resolve what is still so' },
    simulation: { kind: 'site', seed: 1, hours: 48 },
  },
]
