import type { Lived } from './run-simulation.ts'

/** A change of the source that breaks a promise, and what has to notice: a test, and a seed of a simulation. */
export interface DeliberateBug {
  readonly name: string
  readonly edits: readonly Edit[]
  /** A test file, and what the full name of the test contains. */
  readonly caughtBy: { readonly file: string; readonly test: string }
  /**
   * Holds without the bug, and breaks with it. `pnpm mutants --find` finds another where the simulation has changed; without one
   * `--simulation` says that nobody knows yet.
   */
  readonly simulation?: Lived
}

export interface Edit {
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
}

const CLAIMING = 'edge-agent/src/activities/pending-claim.ts'
const START_TESTS = 'edge-agent/src/activities/start.test.ts'
const JOURNAL = 'edge-agent/src/journal/journal.ts'
const RECOVERY = 'edge-agent/src/activities/recovery.ts'
const RECOVERY_TESTS = 'edge-agent/src/activities/recovery.test.ts'
const CLAIMS = 'coordinator/src/gateway/claims.ts'
const SYNC = 'coordinator/src/gateway/sync.ts'
const SYNC_TESTS = 'coordinator/src/gateway/sync.test.ts'

export const START_BUGS: readonly DeliberateBug[] = [
  {
    name: 'no fsync of the journal',
    edits: [
      {
        file: 'edge-agent/src/journal/durable-file.ts',
        find: '      await fileSystem.sync(beside)\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: 'edge-agent/src/journal/journal.test.ts',
      test: 'a start that was written is there after power was lost',
    },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: 'no fsync of the folder of the journal',
    edits: [
      {
        file: 'edge-agent/src/journal/durable-file.ts',
        find: '      await fileSystem.syncFolder(folder)\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: 'edge-agent/src/journal/journal.test.ts',
      test: 'a start that was written is there after power was lost',
    },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: "the grant's time counted from its receipt",
    edits: [
      {
        file: CLAIMING,
        find: '    this.drop()\n    return pending',
        replace: '    this.drop()\n    return { ...pending, sent: momentOf(this.#ports.clock) }',
      },
    ],
    caughtBy: {
      file: START_TESTS,
      test: 'is not made on a grant that was held up while the machine slept',
    },
    simulation: { kind: 'site', seed: 7, hours: 12 },
  },
  {
    name: 'the nonce kept over a restart',
    edits: [
      {
        file: JOURNAL,
        find: "      if (entry.state !== 'claimed') continue\n      void journal.#move(",
        replace: "      if (String(entry.state) !== 'none') continue\n      void journal.#move(",
      },
      { file: CLAIMING, find: 'nonce: random.id(),', replace: 'nonce: attemptId,' },
      {
        file: CLAIMING,
        find: '    const pending = this.#pending\n    if (\n      pending?.attemptId !== grant.attemptId',
        replace:
          '    const pending = this.#pending ?? { attemptId: grant.attemptId, fence: grant.fence, nonce: grant.attemptId, sent: momentOf(this.#ports.clock) }\n    if (\n      pending?.attemptId !== grant.attemptId',
      },
    ],
    caughtBy: {
      file: START_TESTS,
      test: 'is not made on a grant of the claim that an earlier process sent',
    },
    simulation: { kind: 'start', seed: 5 },
  },
  {
    name: 'a second nonce granted',
    edits: [
      {
        file: CLAIMS,
        find: '    grant?.nonce === claim.nonce &&\n',
        replace: '    grant !== undefined &&\n',
      },
    ],
    caughtBy: {
      file: 'coordinator/src/gateway/claims.test.ts',
      test: 'a granted attempt is granted to no other claim',
    },
    simulation: { kind: 'site', seed: 8, hours: 12 },
  },
  {
    name: '`granted` expired by a timer',
    edits: [
      {
        file: 'coordinator/src/work/deadlines.ts',
        find: "if (attempt.state !== 'offered' && attempt.state !== 'claimed') return this",
        replace: "if (!['offered', 'claimed', 'granted'].includes(attempt.state)) return this",
      },
      {
        file: 'coordinator/src/work/deadlines.ts',
        find: "if (current?.state !== 'offered' && current?.state !== 'claimed') return",
        replace: 'if (!current) return',
      },
    ],
    caughtBy: {
      file: 'coordinator/src/work/deadlines.test.ts',
      test: 'an attempt that is granted is ended by no clock of the coordinator',
    },
    simulation: { kind: 'start', seed: 6 },
  },
  {
    name: 'an empty journal taken for not-started',
    edits: [
      {
        file: SYNC,
        find: 'return grant.journalId === digest.header.journalId && digest.header.journalWrites >= grant.journalWrites',
        replace: 'return false',
      },
    ],
    caughtBy: { file: SYNC_TESTS, test: 'silence of the journal that claimed makes a question' },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: 'another, empty journal believed when it says not started',
    edits: [
      {
        file: SYNC,
        find: '  const doubtful = doubtAttempts(draft, agentId, `The agent ${agentId} came back, but ${why}`)\n',
        replace: '  const doubtful: string[] = []\n',
      },
    ],
    caughtBy: { file: SYNC_TESTS, test: 'an empty journal in the place of the one that claimed' },
    simulation: { kind: 'start', seed: 3 },
  },
  {
    name: 'an old digest believed',
    edits: [
      {
        file: SYNC,
        find: ' && digest.header.journalWrites >= grant.journalWrites',
        replace: '',
      },
    ],
    caughtBy: { file: SYNC_TESTS, test: 'silence of an older digest says nothing about an attempt' },
    simulation: { kind: 'start', seed: 2 },
  },
  {
    name: 'unsure taken for absent',
    edits: [
      {
        file: RECOVERY,
        find: "  if (first.kind === 'unsure') return first\n",
        replace: "  if (first.kind === 'unsure') return { kind: 'absent' }\n",
      },
    ],
    caughtBy: {
      file: RECOVERY_TESTS,
      test: 'is not known where the instrument gives no answer, however often it is asked',
    },
    simulation: { kind: 'site', seed: 2, hours: 12 },
  },
  {
    name: 'a known offer refused',
    edits: [
      {
        file: 'edge-agent/src/wiring.ts',
        find: '    if (known) return this.#answerKnown(known)\n',
        replace: "    if (known) return this.#refuse(offer, 'stale-fence', 'it is known')\n",
      },
    ],
    caughtBy: { file: START_TESTS, test: 'answers an offer that it has already with its state' },
    simulation: { kind: 'start', seed: 10 },
  },
  {
    name: 'an ack over a gap',
    edits: [
      {
        file: 'coordinator/src/gateway/reports.ts',
        find: '    if (event.sequence > expected) break\n    if (event.sequence === expected) next.push(event)\n',
        replace: '    if (event.sequence >= expected) next.push(event)\n',
      },
    ],
    caughtBy: { file: 'coordinator/src/gateway/reports.test.ts', test: 'nothing is taken over a gap' },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: 'the boot id of an acknowledgement ignored',
    edits: [
      {
        file: 'edge-agent/src/wiring.ts',
        find: '        if (message.bootId === this.#journal.bootId)\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: START_TESTS,
      test: 'tells an event until this very process is told that it is on disk',
    },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: "the instrument's boot ignored",
    edits: [
      {
        file: RECOVERY,
        find: 'return mark === entry.bootMark ? undefined :',
        replace: 'return mark !== undefined ? undefined :',
      },
    ],
    caughtBy: { file: RECOVERY_TESTS, test: 'is not known where the instrument has booted since' },
    simulation: { kind: 'start', seed: 52 },
  },
  {
    name: 'the epoch unchecked at a commit',
    edits: [
      {
        file: 'coordinator/src/store/change-rules.ts',
        find: '  if (term.epoch === stored.epoch && term.leadId === stored.leadId) return\n',
        replace: '  if (term.epoch >= 0 || stored.epoch >= 0) return\n',
      },
    ],
    caughtBy: {
      file: 'coordinator/src/store/sql/sqlite-store.test.ts',
      test: 'is over when another has taken it: nothing of the older lead is stored',
    },
    simulation: { kind: 'site', seed: 4, hours: 12 },
  },
  {
    name: 'the epoch unchecked at the agent',
    edits: [
      {
        file: 'edge-agent/src/link/lead-guard.ts',
        find: "    if (header.epoch < known.epoch) return 'stale-epoch'\n",
        replace: "    if (header.epoch < known.epoch) return 'accepted'\n",
      },
    ],
    caughtBy: { file: START_TESTS, test: 'refuses a coordinator with a lower epoch' },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: 'an old will believed',
    edits: [
      {
        file: 'coordinator/src/gateway/presence.ts',
        find: '  if (order < 0) return false\n  if (order > 0) beginConnection(live, message.header, heard)\n  live.online = message.online\n',
        replace:
          '  if (order > 0) beginConnection(live, message.header, heard)\n  live.online = message.online\n',
      },
    ],
    caughtBy: {
      file: 'coordinator/src/gateway/presence.test.ts',
      test: 'the will of an old connection does not take a new one for dead',
    },
    simulation: { kind: 'start', seed: 1 },
  },
  {
    name: 'a `never` activity retried',
    edits: [
      {
        file: 'coordinator/src/supervisor/retry.ts',
        find: "if (attempt.repeatability === 'never' && attempt.wasGranted && !attempt.orderedByPerson) {",
        replace: "if (attempt.repeatability === ('none' as string) && !attempt.orderedByPerson) {",
      },
    ],
    caughtBy: {
      file: 'coordinator/src/supervisor/retry.test.ts',
      test: 'a never activity whose start had been allowed is not repeated without a person',
    },
    simulation: { kind: 'start', seed: 1 },
  },
]
