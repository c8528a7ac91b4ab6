import { minutes, seconds } from '@muster/runtime'
import { expect, test } from 'vitest'
import {
  aBreaker,
  aChange,
  aJob,
  anAgent,
  anAttempt,
  anEscalation,
  anInstrument,
  aPrompt,
  aTask,
  next,
  submittedAt,
} from '../testing/store-fixtures.ts'
import { createMeasures } from './index.ts'
import { familyOf, parseExposition } from './testing/exposition.ts'
import { measured } from './testing/lead.ts'

const NOW = submittedAt(10)
const job = aJob(1)
const queued = aTask(job, 'run', { queuedAt: job.submittedAt })
const offered = anAttempt(queued, 1)
/** The same at work since `at`, with the decision's rows and events. */
function begun(at: number) {
  return {
    rows: {
      jobs: [next(job, { state: 'running', startedAt: at })],
      tasks: [next(queued, { state: 'running', startedAt: at, attemptId: offered.id, attempts: 1 })],
      attempts: [next(offered, { state: 'running', startedAt: at })],
    },
    events: [
      ['attempt.running', offered.id],
      ['task.running', queued.id],
      ['job.running', job.id],
    ],
  } as const
}

test('what is told is in the text format of Prometheus, each metric with help and type', async () => {
  const lab = measured(NOW, { agents: [anAgent()], jobs: [job], tasks: [queued], attempts: [offered] })
  const { rows, events } = begun(NOW)
  lab.commit(rows, events)
  expect(lab.measures.contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  const told = await lab.scrape()
  for (const name of [...told.samples.keys()].map(sample => familyOf(sample, told))) {
    expect(told.help.get(name), name).toBeTruthy()
    expect(told.type.get(name), name).toMatch(/^(counter|gauge|histogram|summary)$/)
  }
  for (const [name, type] of told.type) {
    if (name.startsWith('muster_')) expect(name.endsWith('_total'), name).toBe(type === 'counter')
  }
  expect(told.type.get('process_cpu_seconds_total')).toBe('counter')
  expect(told.type.get('nodejs_eventloop_lag_seconds')).toBe('gauge')
})

test('a label can hold any text', () => {
  const text = '# HELP a b\n# TYPE a gauge\na{b="say \\"x\\", \\\\ and \\n"} 1\n'
  expect(parseExposition(text).samples.size).toBe(1)
  expect(() => parseExposition('a{b="x"y"} 1')).toThrow()
})

test('no sample names a job, a task or an attempt', async () => {
  const lab = measured(NOW, { agents: [anAgent()] })
  const { rows, events } = begun(NOW)
  lab.commit(rows, [...events, ['attempt.succeeded', offered.id], ['task.succeeded', queued.id]])
  const told = await lab.measures.text()
  for (const id of [job.id, queued.id, offered.id]) expect(told).not.toContain(id)
})

test('jobs, tasks and attempts are counted as they end', async () => {
  const lab = measured(NOW)
  const failed = next(offered, { state: 'failed', startedAt: NOW - 90_000, endedAt: NOW })
  lab.commit({ jobs: [job], tasks: [queued] }, [
    ['job.submitted', job.id],
    ['task.queued', queued.id],
  ])
  lab.commit(
    {
      jobs: [next(job, { state: 'failed', endedAt: NOW })],
      tasks: [next(queued, { state: 'failed', endedAt: NOW })],
      attempts: [failed],
    },
    [
      ['attempt.failed', failed.id],
      ['task.failed', queued.id],
      ['job.failed', job.id],
    ],
  )
  const { samples } = await lab.scrape()
  expect(samples.get('muster_jobs_submitted_total')).toBe(1)
  expect(samples.get('muster_jobs_ended_total{state="failed"}')).toBe(1)
  expect(samples.get('muster_jobs_ended_total{state="succeeded"}')).toBe(0)
  expect(samples.get('muster_tasks_ended_total{state="failed",activity="print"}')).toBe(1)
  expect(samples.get('muster_attempts_ended_total{end="failed",activity="print",instrument="printer"}')).toBe(
    1,
  )
  expect(samples.get('muster_attempt_run_seconds_sum{activity="print",instrument="printer"}')).toBe(90)
  expect(
    samples.get('muster_attempt_run_seconds_bucket{le="60",activity="print",instrument="printer"}'),
  ).toBe(0)
  expect(
    samples.get('muster_attempt_run_seconds_bucket{le="120",activity="print",instrument="printer"}'),
  ).toBe(1)
  expect(samples.get('muster_audit_events_total{kind="attempt.failed"}')).toBe(1)
  expect(samples.get('muster_decisions_total{intent="test"}')).toBe(2)
})

test('an attempt that ended before anything started has no run', async () => {
  const lab = measured(NOW)
  lab.commit({ attempts: [next(offered, { state: 'expired', endedAt: NOW })] }, [
    ['attempt.expired', offered.id],
  ])
  const { samples } = await lab.scrape()
  expect(
    samples.get('muster_attempts_ended_total{end="expired",activity="print",instrument="printer"}'),
  ).toBe(1)
  expect([...samples.keys()].filter(name => name.startsWith('muster_attempt_run_seconds'))).toEqual([])
})

test('waits end with the first start: not again after a pause, and anew for another attempt', async () => {
  const lab = measured(NOW)
  const { rows, events } = begun(NOW)
  lab.commit(rows, events)
  await lab.clock.advance(minutes(5))
  lab.commit({ attempts: rows.attempts, tasks: rows.tasks }, [['attempt.running', offered.id]])
  const waited = (NOW - job.submittedAt) / 1_000
  const once = await lab.scrape()
  expect(once.samples.get('muster_task_wait_seconds_sum{activity="print"}')).toBe(waited)
  expect(once.samples.get('muster_task_wait_seconds_count{activity="print"}')).toBe(1)
  expect(once.samples.get('muster_job_start_wait_seconds_sum')).toBe(waited)

  const again = next(queued, { queuedAt: lab.clock.wall(), state: 'running', startedAt: NOW })
  await lab.clock.advance(seconds(20))
  const second = anAttempt(queued, 2, { number: 2, state: 'running', startedAt: lab.clock.wall() })
  lab.commit({ attempts: [second], tasks: [again] }, [['attempt.running', second.id]])
  const twice = await lab.scrape()
  expect(twice.samples.get('muster_task_wait_seconds_sum{activity="print"}')).toBe(waited + 20)
  expect(twice.samples.get('muster_job_start_wait_seconds_count')).toBe(1)
})

test('open work is told by state, and the queue by how long it waits', async () => {
  const held = aTask(aJob(2), 'run', { heldBy: 'prompt-1', queuedAt: submittedAt(2) })
  const early = aTask(aJob(3), 'run', { activity: 'wash', queuedAt: NOW - 30_000 })
  const lab = measured(NOW, { tasks: [queued, held, early], attempts: [offered] })
  const { samples } = await lab.scrape()
  expect(samples.get('muster_tasks{state="queued"}')).toBe(3)
  expect(samples.get('muster_tasks{state="verifying"}')).toBe(0)
  expect(samples.get('muster_tasks_held')).toBe(1)
  expect(samples.get('muster_queue_depth')).toBe(2)
  expect(samples.get('muster_queued_tasks{activity="wash"}')).toBe(1)
  expect(samples.get('muster_queue_longest_wait_seconds')).toBe(9 * 60)
  expect(samples.get('muster_queued_tasks_longest_wait_seconds{activity="wash"}')).toBe(30)
  expect(samples.get('muster_attempts_open{state="offered"}')).toBe(1)
  expect(samples.get('muster_attempts_open{state="running"}')).toBe(0)
})

test('an empty queue waits for nothing', async () => {
  const { samples } = await measured(NOW).scrape()
  expect(samples.get('muster_queue_depth')).toBe(0)
  expect(samples.get('muster_queue_longest_wait_seconds')).toBe(0)
})

test('an instrument is busy from the start to the end of a run, and the seconds grow meanwhile', async () => {
  const lab = measured(NOW, { agents: [anAgent()], instruments: [anInstrument(1)], attempts: [offered] })
  const BUSY = 'muster_instrument_busy_seconds_total{instrument="printer"}'
  await lab.clock.advance(seconds(30))
  const before = await lab.scrape()
  expect(before.samples.get('muster_instrument_busy{instrument="printer"}')).toBe(0)
  expect(before.samples.get(BUSY)).toBe(0)

  const running = next(offered, { state: 'running', startedAt: lab.clock.wall() })
  lab.commit({ attempts: [running] })
  await lab.clock.advance(seconds(40))
  const during = await lab.scrape()
  expect(during.samples.get('muster_instrument_busy{instrument="printer"}')).toBe(1)
  expect(during.samples.get(BUSY)).toBe(40)

  await lab.clock.advance(seconds(5))
  lab.commit({ attempts: [next(running, { state: 'succeeded', endedAt: lab.clock.wall() })] })
  await lab.clock.advance(seconds(60))
  const after = await lab.scrape()
  expect(after.samples.get('muster_instrument_busy{instrument="printer"}')).toBe(0)
  expect(after.samples.get(BUSY)).toBe(45)
})

test('a run from before this process counts from when it is known of, by no clock that jumps', async () => {
  const running = next(offered, { state: 'running', startedAt: NOW - 7_200_000 })
  const lab = measured(NOW, { agents: [anAgent()], attempts: [running] })
  await lab.clock.advance(seconds(10))
  lab.clock.jump(minutes(-30))
  lab.measures.restarted()
  await lab.clock.advance(seconds(10))
  const { samples } = await lab.scrape()
  expect(samples.get('muster_instrument_busy_seconds_total{instrument="printer"}')).toBe(20)
})

test('instruments are told by link and readiness as long as their agent is heard', async () => {
  const hold = { reason: 'its journal is new', since: NOW, promptId: 'prompt-1' }
  const lab = measured(NOW, { agents: [anAgent()], instruments: [anInstrument(1, { hold })] })
  lab.online('hall-2')
  const live = lab.state.liveOf('hall-2')
  live.instruments.set('printer', {
    instrumentId: 'printer',
    link: 'connected',
    readiness: 'ready',
    failedChecks: 0,
  })
  const heard = await lab.scrape()
  expect(heard.samples.get('muster_instruments{link="connected",readiness="ready"}')).toBe(1)
  expect(heard.samples.get('muster_instrument_ready{instrument="printer"}')).toBe(1)
  expect(heard.samples.get('muster_instrument_held{instrument="printer"}')).toBe(1)

  live.contactLostSince = NOW
  const silent = await lab.scrape()
  expect(silent.samples.has('muster_instruments{link="connected",readiness="ready"}')).toBe(false)
  expect(silent.samples.get('muster_instruments{link="unknown",readiness="unknown"}')).toBe(1)
  expect(silent.samples.get('muster_instrument_ready{instrument="printer"}')).toBe(0)
})

test('a loss of contact shows while it lasts, and is measured once it is over', async () => {
  const lab = measured(NOW, { agents: [anAgent(), anAgent({ id: 'hall-3', instruments: [] })] })
  lab.online('hall-2')
  const live = lab.state.liveOf('hall-2')
  live.outboxDepth = 12
  live.contactLostSince = NOW
  lab.measures.live('hall-2')
  await lab.clock.advance(seconds(50))
  lab.measures.live('hall-2')
  const during = await lab.scrape()
  expect(during.samples.get('muster_agents{contact="lost"}')).toBe(1)
  expect(during.samples.get('muster_agents{contact="unheard"}')).toBe(1)
  expect(during.samples.get('muster_agents{contact="online"}')).toBe(0)
  expect(during.samples.get('muster_agent_online{agent="hall-2"}')).toBe(0)
  expect(during.samples.get('muster_agent_contact_lost_seconds{agent="hall-2"}')).toBe(50)
  expect(during.samples.get('muster_agent_contact_lost_seconds{agent="hall-3"}')).toBe(0)
  expect(during.samples.get('muster_agent_outbox_depth{agent="hall-2"}')).toBe(12)
  expect(during.samples.get('muster_contact_loss_duration_seconds_count')).toBe(0)

  live.contactLostSince = undefined
  lab.measures.live('hall-2')
  const after = await lab.scrape()
  expect(after.samples.get('muster_agents{contact="online"}')).toBe(1)
  expect(after.samples.get('muster_agent_contact_lost_seconds{agent="hall-2"}')).toBe(0)
  expect(after.samples.get('muster_contact_loss_duration_seconds_sum')).toBe(50)
})

test('a new process of an agent is counted', async () => {
  const lab = measured(NOW, { agents: [anAgent()] })
  lab.commit({}, [['agent.restarted', 'hall-2']])
  const { samples } = await lab.scrape()
  expect(samples.get('muster_agent_restarts_total{agent="hall-2"}')).toBe(1)
})

test('an escalation is counted when raised, and timed to its acknowledgement and its end', async () => {
  const lab = measured(NOW)
  const raised = anEscalation('e-1', { severity: 'critical', raisedAt: NOW, firstRaisedAt: NOW })
  const RAISED = 'muster_escalations_raised_total{kind="agent-silent",severity="critical"}'
  const AGE = 'muster_escalation_oldest_unacknowledged_age_seconds{severity="critical"}'
  lab.commit({ escalations: [raised] }, [['escalation.raised', 'e-1']])
  await lab.clock.advance(minutes(2))
  const open = await lab.scrape()
  expect(open.samples.get(RAISED)).toBe(1)
  expect(open.samples.get('muster_escalations_open{severity="critical"}')).toBe(1)
  expect(open.samples.get('muster_escalations_open{severity="info"}')).toBe(0)
  expect(open.samples.get(AGE)).toBe(120)

  const taken = next(raised, { acknowledged: { by: 'person:anna', at: lab.clock.wall() } })
  lab.commit({ escalations: [taken] }, [['escalation.acknowledged', 'e-1']])
  await lab.clock.advance(minutes(3))
  const assigned = next(taken, { assignee: 'anna' })
  lab.commit({ escalations: [assigned] }, [['escalation.assigned', 'e-1']])
  const resolved = next(assigned, { state: 'resolved', resolvedAt: lab.clock.wall() })
  lab.commit({ escalations: [resolved] }, [['escalation.resolved', 'e-1']])
  const over = await lab.scrape()
  expect(over.samples.get('muster_escalation_acknowledge_seconds_count{severity="critical"}')).toBe(1)
  expect(over.samples.get('muster_escalation_acknowledge_seconds_sum{severity="critical"}')).toBe(120)
  expect(over.samples.get('muster_escalation_resolve_seconds_sum{severity="critical"}')).toBe(300)
  expect(over.samples.get('muster_escalations_open{severity="critical"}')).toBe(0)
  expect(over.samples.get(AGE)).toBe(0)
  expect(over.samples.get(RAISED)).toBe(1)
})

test('questions are told by kind, with the age of the oldest', async () => {
  const prompt = aPrompt('p-1', { raisedAt: NOW - 60_000 })
  const lab = measured(NOW)
  lab.commit({ prompts: [prompt] }, [['prompt.raised', 'p-1']])
  const open = await lab.scrape()
  expect(open.samples.get('muster_prompts_raised_total{kind="verify-start"}')).toBe(1)
  expect(open.samples.get('muster_prompts_open{kind="verify-start"}')).toBe(1)
  expect(open.samples.get('muster_prompts_open{kind="store-restored"}')).toBe(0)
  expect(open.samples.get('muster_prompt_oldest_age_seconds{kind="verify-start"}')).toBe(60)

  lab.commit({ prompts: [next(prompt, { state: 'answered', endedAt: NOW })] }, [['prompt.answered', 'p-1']])
  const { samples } = await lab.scrape()
  expect(samples.get('muster_prompts_ended_total{kind="verify-start",state="answered"}')).toBe(1)
  expect(samples.get('muster_prompts_open{kind="verify-start"}')).toBe(0)
})

test('breakers are told by what they guard, and counted where their state changes', async () => {
  const lab = measured(NOW)
  const open = aBreaker('instrument:printer', { state: 'open', opened: 1 })
  lab.commit({ breakers: [open] }, [['breaker.open', open.id]])
  lab.commit({ breakers: [next(open, { reason: 'more of it' })] })
  const { samples } = await lab.scrape()
  expect(samples.get('muster_breakers{scope="instrument",state="open"}')).toBe(1)
  expect(samples.get('muster_breakers{scope="instrument",state="closed"}')).toBe(0)
  expect(samples.get('muster_breaker_transitions_total{scope="instrument",state="open"}')).toBe(1)
  expect(samples.get('muster_breaker_transitions_total{scope="agent",state="open"}')).toBe(0)
})

test('the coordinator tells of its lead, its broker and its messages', async () => {
  const lab = measured(NOW)
  Object.assign(lab.counts, { received: 7, sent: 5, dropped: 2 })
  lab.measures.committed({ ...aChange({}), events: [] })
  const { samples } = await lab.scrape()
  expect(samples.get('muster_coordinator_leads')).toBe(1)
  expect(samples.get('muster_coordinator_epoch')).toBe(3)
  expect(samples.get('muster_broker_connected')).toBe(1)
  expect(samples.get('muster_gateway_messages_received_total')).toBe(7)
  expect(samples.get('muster_gateway_messages_sent_total')).toBe(5)
  expect(samples.get('muster_gateway_messages_dropped_total')).toBe(2)
  expect(samples.get('muster_store_commits_total')).toBe(41)
  expect([...samples.keys()].filter(name => name.startsWith('muster_decisions_total'))).toEqual([])
  lab.gateway.connected = false
  expect((await lab.scrape()).samples.get('muster_broker_connected')).toBe(0)
})

test('what only a lead knows is not told without one; what was counted stays', async () => {
  const lab = measured(NOW, { agents: [anAgent()], tasks: [queued], attempts: [offered] })
  lab.commit({ jobs: [job] }, [['job.submitted', job.id]])
  await lab.scrape()
  lab.end()
  const { samples } = await lab.scrape()
  expect(samples.get('muster_coordinator_leads')).toBe(0)
  expect(samples.get('muster_jobs_submitted_total')).toBe(1)
  const read = ['muster_broker_connected', 'muster_store_commits_total', 'muster_tasks{state="queued"}']
  for (const name of read) expect(samples.has(name), name).toBe(false)
})

test('the store tells of all jobs and events, and where it fails the rest is told all the same', async () => {
  const jobs = { queued: 1, undoing: 0, running: 2, succeeded: 30, failed: 4, cancelled: 0 }
  const { clock } = measured(NOW)
  let counting = Promise.resolve({ jobs, events: 99 })
  const measures = createMeasures({ clock, lead: () => undefined, store: { counts: () => counting } })
  const told = parseExposition(await measures.text())
  expect(told.samples.get('muster_jobs{state="succeeded"}')).toBe(30)
  expect(told.samples.get('muster_audit_stored_events')).toBe(99)

  counting = Promise.reject(new Error('the disk is gone'))
  const { samples } = parseExposition(await measures.text())
  expect(samples.has('muster_jobs{state="succeeded"}')).toBe(false)
  expect(samples.has('muster_audit_stored_events')).toBe(false)
  expect(samples.get('muster_coordinator_leads')).toBe(0)
})
