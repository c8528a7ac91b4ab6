import type { Severity } from '../model/records.ts'

/** What can be noticed: the source of docs/supervision.md, of severities and of runbook links. */
export interface Detection {
  readonly title: string
  readonly severity: Severity
  /** What has to be the case. */
  readonly trigger: string
  /** The limit, where nothing is configured. */
  readonly standard: string
  /** What follows by itself, besides telling people. */
  readonly action: string
  readonly tune: string
  /** What is found alike within a minute becomes one escalation with several entries. */
  readonly together: boolean
}

export const DETECTIONS = {
  'agent-silent': {
    title: 'An agent is not in contact',
    severity: 'warning',
    trigger: 'Its will came, or three heartbeats are missing (`contactLostSince`), and that lasts.',
    standard: '60 s',
    action: 'Nothing new is offered to it; what runs there goes on.',
    tune: '`supervisor.silentAfter`; `heartbeatSeconds` for contact itself',
    together: true,
  },
  'run-lost': {
    title: 'A run is out of contact',
    severity: 'critical',
    trigger: 'An attempt is open at an agent that is not in contact, and that lasts.',
    standard: '15 min',
    action: 'None: loss of contact is not failure. Progress and result come when contact returns.',
    tune: "`lostAfter` of the step, then of the activity in the agent's configuration, then `supervisor.lostAfter`",
    together: true,
  },
  'agent-restarting': {
    title: 'An agent restarts again and again',
    severity: 'warning',
    trigger: 'Three processes of it were heard within ten minutes.',
    standard: '3 in 10 min',
    action: 'Each single restart is an event of the audit (`agent.restarted`).',
    tune: '`supervisor.restarts`',
    together: false,
  },
  'agent-stuck': {
    title: 'An agent is connected and stuck',
    severity: 'critical',
    trigger:
      'Its work loop runs late by its own word; or its heartbeats are missing while the broker still has its connection.',
    standard: '10 s late; three heartbeats and no will within twice that',
    action: 'Nothing new is offered to it.',
    tune: '`supervisor.lateAfter`',
    together: true,
  },
  'instrument-unhealthy': {
    title: 'An instrument is not well',
    severity: 'warning',
    trigger: 'Health checks fail in a row.',
    standard: '3 checks, 30 s apart',
    action: 'It gets no new offers; what runs is left alone. One good check ends it.',
    tune: '`supervisor.unhealthyChecks`; `healthSeconds` of the agent',
    together: true,
  },
  'instrument-unreachable': {
    title: 'An agent does not reach its instrument',
    severity: 'warning',
    trigger: 'The agent is in contact, and the link to the instrument is not, and that lasts.',
    standard: '5 min',
    action: 'It gets no offers; the agent connects again by itself; what runs goes on.',
    tune: '`supervisor.unreachableAfter`',
    together: true,
  },
  'start-hanging': {
    title: 'A start that was allowed does not come about',
    severity: 'critical',
    trigger: 'An attempt is granted or starting while its agent is in contact, and that lasts.',
    standard: '5 min',
    action:
      'None: it may have been started, so nothing is tried again. The agent asks the instrument as soon as it answers.',
    tune: '`startLimit` of the step, then `supervisor.startAfter`',
    together: false,
  },
  'run-paused': {
    title: 'A run is paused for long',
    severity: 'warning',
    trigger: 'An attempt is paused, at its panel or by order, and that lasts.',
    standard: '4 h',
    action: 'None.',
    tune: '`supervisor.pausedAfter`',
    together: false,
  },
  'run-stale': {
    title: 'A run makes no progress',
    severity: 'warning',
    trigger: 'No higher percentage and no other phase, counted from the last progress.',
    standard: 'three times the longest silence that a successful run had in that phase; else 30 min',
    action: 'The instrument is asked first; 60 s later, without progress, people are told.',
    tune: '`staleAfter` of the step, then of the activity, then learned, then `supervisor.staleAfter`; `supervisor.staleGrace`',
    together: false,
  },
  'run-overdue': {
    title: 'A run takes longer than its limit',
    severity: 'critical',
    trigger: 'The `timeLimit` of its step has passed since its start.',
    standard: 'no limit',
    action:
      'Cancelled and tried again where the activity is `safe`; any other goes on until a person decides.',
    tune: '`timeLimit` of the step',
    together: false,
  },
  'run-lying': {
    title: 'An instrument contradicts itself',
    severity: 'warning',
    trigger:
      'Progress goes back within a phase; or a run succeeds without the result that its activity gives.',
    standard: 'more than 1 % back',
    action: 'The run goes on as it is told.',
    tune: '`givesResult` of the activity',
    together: false,
  },
  'foreign-run': {
    title: 'An instrument runs something that nobody asked for here',
    severity: 'warning',
    trigger: 'Two health checks in a row see a run, and no attempt is open there.',
    standard: '2 checks',
    action: 'It gets no offers until the run is over.',
    tune: '`healthSeconds` of the agent',
    together: false,
  },
  'deadline-at-risk': {
    title: 'A job will miss its deadline',
    severity: 'warning',
    trigger: 'What is left of its longest chain of steps takes longer than there is time.',
    standard: 'measured durations, else those that the activities state, and the estimate of what runs',
    action: 'None.',
    tune: '`deadline` of the job; `expectedDuration` of activities',
    together: false,
  },
  'waiting-too-long': {
    title: 'A task waits for too long',
    severity: 'warning',
    trigger: 'It is queued, or its job waits for one with the same key, for longer than its priority allows.',
    standard: '5 min critical, 30 min high, 4 h normal, 24 h low, 7 d background',
    action: 'Its reasons for waiting are in the message.',
    tune: '`supervisor.waiting`',
    together: true,
  },
  'impossible-task': {
    title: 'A task can not be done any more',
    severity: 'critical',
    trigger:
      'It waits, and no instrument that is known suits it, or it needs more than the inventory can ever hold.',
    standard: '5 min',
    action: 'It goes on waiting: an instrument or a resource may come back.',
    tune: '`supervisor.impossibleAfter`',
    together: true,
  },
  'follow-up-late': {
    title: 'A step did not follow another in time',
    severity: 'critical',
    trigger: 'It waits, and the longest time after the step before it, `waits.*.atMost`, is over.',
    standard: 'as the step says',
    action:
      'It goes on waiting, and is started as soon as it can be: whether its sample is still good is for a person to say.',
    tune: '`waits` of the step',
    together: false,
  },
  'prompt-open': {
    title: 'A question waits for an operator',
    severity: 'critical',
    trigger: 'A prompt is open.',
    standard: 'at once',
    action: 'The ladder goes on until it is answered.',
    tune: 'the policy of its kind',
    together: false,
  },
  'outbox-filling': {
    title: 'An agent can not hand over its events',
    severity: 'warning',
    trigger: 'Its outbox holds too many events.',
    standard: '1,000',
    action: 'None: they are on its disk.',
    tune: '`supervisor.outboxDepth`',
    together: true,
  },
  'disk-filling': {
    title: "A disk is nearly full, or can't be written",
    severity: 'warning',
    trigger: "The share of an agent's disk that is used; or it says that it can't write its journal.",
    standard: '90 %',
    action: 'None; an agent that can not write gets no offers, and starts nothing, until it can.',
    tune: '`supervisor.diskShare`',
    together: true,
  },
  'clock-skew': {
    title: 'A clock is wrong',
    severity: 'warning',
    trigger: "An agent's wall clock differs from the coordinator's.",
    standard: '30 s',
    action: 'None: no time is compared between machines for anything that matters.',
    tune: '`supervisor.clockSkew`',
    together: true,
  },
  'broker-gone': {
    title: 'The broker does not answer',
    severity: 'critical',
    trigger: 'The coordinator has no connection to it.',
    standard: '10 s',
    action: 'It connects again by itself. Agents count as out of contact, and are not escalated one by one.',
    tune: '`supervisor.brokerAfter`',
    together: false,
  },
  'breaker-open': {
    title: 'Work is kept away from what goes on failing',
    severity: 'warning',
    trigger: 'Failures in a row at one agent, one instrument or of one activity.',
    standard: '5',
    action: 'No offers; a trial after 30 s, then after twice that, and so on; two good trials end it.',
    tune: '`supervisor.breakers`; `POST /v1/breakers/{id}/reset`',
    together: false,
  },
  'cascade-stop': {
    title: 'A fleet fails alike',
    severity: 'critical',
    trigger: 'The same failure of the same activity at several instruments within a time.',
    standard: '3 instruments and half of those that have it, within 10 min',
    action: 'The activity pauses everywhere until a person resets its breaker.',
    tune: '`supervisor.cascade`; `POST /v1/breakers/{id}/reset`',
    together: false,
  },
  'paused-too-long': {
    title: 'Something is paused and may be forgotten',
    severity: 'warning',
    trigger: 'The queue, an instrument, an agent or an activity was paused by a person, and that lasts.',
    standard: '24 h',
    action: 'None: nothing new begins there until it is resumed, or until the time that was given with it.',
    tune: '`supervisor.pauseLimit`; `muster resume`',
    together: true,
  },
  'result-files-missing': {
    title: 'Result files of a run do not come',
    severity: 'warning',
    trigger: 'An agent told of files that a run left behind, and has not uploaded all of them.',
    standard: '2 h',
    action: 'The agent goes on trying, and keeps its copies until the coordinator has them.',
    tune: '`supervisor.filesAfter`; `coordinator` of the agent',
    together: true,
  },
  'trigger-refused': {
    title: 'What a schedule or a trigger is to begin is refused again and again',
    severity: 'warning',
    trigger: 'Its jobs are refused in a row.',
    standard: '3',
    action: 'Each is refused, and in the audit. The next one that is begun ends it.',
    tune: 'the definition of the schedule or trigger; `muster schedule pause`, `muster trigger pause`',
    together: false,
  },
  'channel-down': {
    title: 'People can not be told',
    severity: 'critical',
    trigger: 'A channel refused three times in a row, or can not work as it is configured.',
    standard: '3 tries',
    action: 'What was to go by it goes by the next channel that works, this escalation too.',
    tune: '`escalation.channels`',
    together: false,
  },
} as const satisfies Readonly<Record<string, Detection>>

export type DetectionKind = keyof typeof DETECTIONS
export const DETECTION_KINDS = Object.keys(DETECTIONS) as readonly DetectionKind[]

export const detectionOf = (kind: DetectionKind): Detection => DETECTIONS[kind]

export function isDetectionKind(kind: string): kind is DetectionKind {
  return Object.hasOwn(DETECTIONS, kind)
}
