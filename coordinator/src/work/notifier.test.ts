import { hours, minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Delivery } from '../model/records.ts'
import { type LadderRules, NO_LADDER } from '../supervisor/ladder.ts'
import { anEscalation, aPrompt } from '../testing/store-fixtures.ts'
import { comment } from './escalations.ts'
import { closePrompt } from './prompts.ts'
import { type Desk, type DeskOptions, FakeChannel, openDesk } from './testing/desk.ts'

const MAIL_FIRST: LadderRules = {
  ...NO_LADDER,
  channels: ['mail', 'chat'],
  people: { ann: { mail: 'ann@lab.example' }, ben: { ntfy: 'ben-topic' } },
  policies: [
    {
      kinds: undefined,
      severities: undefined,
      steps: [{ after: seconds(0), channel: 'mail', to: ['ann', 'ben', 'zoe'] }],
      repeat: undefined,
    },
  ],
}

let mail: FakeChannel
let chat: FakeChannel
let desk: Desk
beforeEach(() => {
  mail = new FakeChannel('mail')
  chat = new FakeChannel('chat')
})

/** A desk with both channels. */
async function open(options: DeskOptions = {}): Promise<void> {
  desk = await openDesk({ rules: MAIL_FIRST, channels: [mail, chat], ...options })
}
const ask = (id = 'prompt-1') => desk.decide(draft => void draft.insert('prompts', aPrompt(id)))
async function answer(): Promise<void> {
  await desk.decide(draft => {
    for (const prompt of desk.state.prompts.values()) closePrompt(draft, prompt, { answer: 'started' }, 'ann')
  })
}
const deliveriesOf = (kind = 'prompt-open'): readonly Delivery[] =>
  desk.escalations().find(one => one.kind === kind)?.deliveries ?? []
const delivery = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  channel: 'mail',
  to: ['ann'],
  reason: 'raised',
  at: 0,
  state: 'pending',
  tries: 0,
  ...more,
})
/** An escalation that nobody supervises, with these to be delivered. */
async function tell(...deliveries: readonly Delivery[]): Promise<void> {
  await desk.decide(draft => void draft.insert('escalations', anEscalation('e-1', { deliveries })))
}

describe('a message', () => {
  test('is handed over once, with all that is known, and that is kept', async () => {
    await open({ link: 'https://muster.example/', runbooks: 'https://wiki.example/runbooks' })
    await ask()
    await desk.pass(seconds(10))
    const [escalation] = desk.escalations()
    const [done] = deliveriesOf()
    expect(mail.taken).toEqual([
      {
        notification: {
          id: done?.id,
          reason: 'raised',
          escalationId: escalation?.id,
          kind: 'prompt-open',
          severity: 'critical',
          site: 'lab-a',
          title: 'A question waits for an operator: prompt-1',
          text: expect.stringContaining('Did it start?'),
          at: expect.any(Number),
          link: `https://muster.example/v1/escalations/${escalation?.id}`,
          runbook: 'https://wiki.example/runbooks/prompt-open.md',
        },
        to: [{ name: 'ann', mail: 'ann@lab.example' }, { name: 'ben', ntfy: 'ben-topic' }, { name: 'zoe' }],
      },
    ])
    expect(deliveriesOf()).toMatchObject([{ state: 'delivered', tries: 1, channel: 'mail' }])
    expect(desk.disk.database?.row('escalations', escalation?.id ?? '')).toEqual(escalation)
    await desk.pass(hours(24))
    expect([mail.tries, chat.tries]).toEqual([1, 0])
  })

  test('that it is over goes to those who were told', async () => {
    await open()
    await ask()
    await desk.pass(seconds(10))
    await answer()
    await desk.pass(seconds(10))
    expect(mail.titles).toEqual([
      'raised: A question waits for an operator: prompt-1',
      'resolved: A question waits for an operator: prompt-1',
    ])
  })

  test('that waits for its channel as it is over is not sent any more, nor that it is over', async () => {
    await open()
    mail.breakDown()
    chat.breakDown()
    await ask()
    await desk.pass(seconds(10))
    expect(deliveriesOf()).toMatchObject([{ state: 'pending' }])
    await answer()
    mail.failure = undefined
    chat.failure = undefined
    await desk.pass(hours(1))
    expect([...mail.titles, ...chat.titles].filter(title => title.includes('prompt-1'))).toEqual([])
    expect(deliveriesOf()).toMatchObject([{ state: 'given-up', error: 'it was over before' }])
  })

  test('that is on its way as it is over is followed by that it is over', async () => {
    await open()
    mail.isSlow = true
    await ask()
    await desk.pass(seconds(10))
    await answer()
    await desk.pass(seconds(1))
    expect(deliveriesOf()).toMatchObject([{ state: 'given-up', tries: 0 }])
    mail.isSlow = false
    mail.answer()
    await desk.pass(seconds(1))
    expect(mail.titles.map(title => title.split(':')[0])).toEqual(['raised', 'resolved'])
    expect(deliveriesOf()).toMatchObject([
      { reason: 'raised', state: 'delivered' },
      { reason: 'resolved', state: 'delivered' },
    ])
    expect(deliveriesOf()[0]).not.toHaveProperty('error')
  })

  test('leaves no sooner than it is on disk', async () => {
    await open({ isSupervised: false, commitTakes: 1_000 })
    const told = tell(delivery('d-1'))
    await desk.pass(0)
    expect(mail.tries).toBe(0)
    await told
    expect(mail.tries).toBe(1)
  })

  test('is sent once, also where another commit of its escalation ends after it was taken', async () => {
    await open({ isSupervised: false, commitTakes: 1_000 })
    mail.isSlow = true
    await tell(delivery('d-1'))
    const [escalation] = desk.escalations()
    const commented = desk.decide(draft => {
      if (escalation) comment(draft, escalation, 'ann', 'I look')
    })
    // Taken while the comment is on its way to disk, with a delivery that is still pending.
    mail.answer()
    await commented
    await desk.pass(minutes(10))
    expect(mail.tries).toBe(1)
    expect(desk.escalations()).toMatchObject([{ deliveries: [{ state: 'delivered', tries: 1 }] }])
  })

  test('is sent once, also where several go at once', async () => {
    await open({ isSupervised: false, commitTakes: 1_000 })
    mail.isSlow = true
    await tell(delivery('d-1'), delivery('d-2', { channel: 'chat' }), delivery('d-3', { channel: 'chat' }))
    await desk.pass(500)
    mail.answer()
    await desk.pass(minutes(10))
    expect([...mail.taken, ...chat.taken].map(({ notification }) => notification.id).toSorted()).toEqual([
      'd-1',
      'd-2',
      'd-3',
    ])
  })
})

describe('a channel that refuses', () => {
  test('is tried again with growing waits, and the tries are kept', async () => {
    await open({ isSupervised: false })
    mail.breakDown()
    await tell(delivery('d-1'))
    expect(desk.escalations()[0]?.deliveries).toMatchObject([
      { state: 'pending', tries: 1, error: 'mail refused' },
    ])
    await desk.pass(seconds(1) - 1)
    expect(mail.tries).toBe(1)
    await desk.pass(seconds(1) + 1)
    expect(mail.tries).toBe(2)
    mail.failure = undefined
    await desk.pass(seconds(4))
    expect(mail.taken.map(({ notification }) => notification.id)).toEqual(['d-1'])
    expect(desk.escalations()[0]?.deliveries).toMatchObject([{ state: 'delivered', tries: 3 }])
  })

  test('is given up after thirty tries', async () => {
    await open({ isSupervised: false })
    mail.breakDown()
    chat.breakDown()
    await tell(delivery('d-1'))
    await desk.pass(hours(24))
    expect(mail.tries + chat.tries).toBe(30)
    expect(desk.escalations()[0]?.deliveries).toMatchObject([{ state: 'given-up', tries: 30 }])
    expect(desk.changes.flatMap(({ events }) => events.map(({ kind }) => kind))).toEqual([
      'escalation.given-up',
    ])
  })

  test('three times is down: what was to go by it goes by the next, and that it is down too', async () => {
    await open()
    mail.breakDown()
    await ask()
    await desk.pass(minutes(1))
    expect(desk.open()).toEqual(['prompt-open', 'channel-down'])
    expect(mail.tries).toBe(3)
    expect(chat.titles.toSorted()).toEqual([
      'raised: A question waits for an operator: prompt-1',
      'raised: People can not be told: mail',
    ])
    expect(deliveriesOf()).toMatchObject([{ state: 'delivered', channel: 'chat', tries: 4 }])
    expect(deliveriesOf('channel-down')).toMatchObject([{ state: 'delivered', channel: 'chat', tries: 1 }])
  })

  test('as it is configured is down at once, and not tried again', async () => {
    await open()
    mail.breakDown('configuration')
    await ask()
    await desk.pass(seconds(5) + 300)
    expect(chat.titles).toEqual(['raised: A question waits for an operator: prompt-1'])
    await desk.pass(seconds(20))
    expect(mail.tries).toBe(1)
    expect(desk.open()).toEqual(['prompt-open', 'channel-down'])
    expect(chat.taken).toHaveLength(2)
    expect(deliveriesOf()).toMatchObject([{ state: 'delivered', channel: 'chat', tries: 2 }])
  })

  test('and takes a message again is no longer down', async () => {
    await open()
    mail.breakDown()
    await ask()
    await desk.pass(minutes(1))
    mail.failure = undefined
    await desk.notifier.test('mail', ['ann'], 'ann')
    await desk.pass(seconds(1))
    expect(desk.open()).toEqual(['prompt-open'])
    await ask('prompt-2')
    await desk.pass(seconds(10))
    expect(mail.titles.at(-1)).toBe('raised: A question waits for an operator: prompt-2')
  })

  test('and is the only one is tried until it takes what waits, but for what is over', async () => {
    const only = { ...MAIL_FIRST, channels: ['mail'] }
    await open({ rules: only, channels: [mail] })
    mail.breakDown()
    await ask()
    await desk.pass(minutes(5))
    expect(desk.open()).toEqual(['prompt-open', 'channel-down'])
    mail.failure = undefined
    await desk.pass(minutes(10))
    expect(desk.open()).toEqual(['prompt-open'])
    // That it was down is over as it takes the first.
    expect(mail.titles).toEqual(['raised: A question waits for an operator: prompt-1'])
    expect(deliveriesOf('channel-down')).toMatchObject([{ state: 'given-up', error: 'it was over before' }])
  })

  test('with all others: each is tried, with waits between, and nothing is lost', async () => {
    await open()
    mail.breakDown()
    chat.breakDown()
    await ask()
    await desk.pass(minutes(10))
    expect(desk.open().toSorted()).toEqual(['channel-down', 'channel-down', 'prompt-open'])
    expect(mail.tries + chat.tries).toBeLessThan(60)
    expect(deliveriesOf()).toMatchObject([{ state: 'pending' }])
    mail.failure = undefined
    await desk.pass(minutes(10))
    expect(mail.titles).toContain('raised: A question waits for an operator: prompt-1')
    expect(deliveriesOf()).toMatchObject([{ state: 'delivered', channel: 'mail' }])
  })
})

describe('a restart', () => {
  test('sends what was not yet taken, under the same id, and counts its tries on', async () => {
    await open({ isSupervised: false })
    mail.breakDown()
    await tell(delivery('d-1', { tries: 7 }), delivery('d-2', { state: 'delivered' }))
    await desk.stop()
    mail.failure = undefined
    await open({ after: desk, isSupervised: false })
    await desk.pass(0)
    expect(mail.taken.map(({ notification }) => notification.id)).toEqual(['d-1'])
    expect(desk.escalations()[0]?.deliveries).toMatchObject([
      { id: 'd-1', state: 'delivered', tries: 9 },
      { id: 'd-2', tries: 0 },
    ])
  })

  test('does not begin to count the tries anew', async () => {
    await open({ isSupervised: false })
    mail.breakDown()
    await tell(delivery('d-1', { tries: 28 }))
    await desk.stop()
    await open({ after: desk, isSupervised: false })
    await desk.pass(0)
    expect(desk.escalations()[0]?.deliveries).toMatchObject([{ state: 'given-up', tries: 30 }])
  })

  test('while a message is on its way ends at once, and sends it again', async () => {
    await open({ isSupervised: false })
    mail.isSlow = true
    await tell(delivery('d-1'))
    await desk.stop()
    expect(desk.escalations()[0]?.deliveries).toMatchObject([{ state: 'pending', tries: 0 }])
    expect(desk.state.channels.size).toBe(0)
    mail.isSlow = false
    await open({ after: desk, isSupervised: false })
    await desk.pass(0)
    expect(mail.taken.map(({ notification }) => notification.id)).toEqual(['d-1'])
  })

  test('while a message waits for its next try ends at once, and nothing is sent any more', async () => {
    await open({ isSupervised: false })
    mail.breakDown()
    await tell(delivery('d-1'))
    await desk.stop()
    mail.failure = undefined
    await desk.pass(hours(1))
    expect(mail.tries).toBe(1)
  })

  test('as a message is taken does not send it again', async () => {
    await open({ isSupervised: false })
    mail.isSlow = true
    await tell(delivery('d-1'))
    mail.answer()
    await desk.stop()
    await open({ after: desk, isSupervised: false })
    await desk.pass(minutes(10))
    expect(mail.taken).toHaveLength(1)
    expect(desk.escalations()[0]?.deliveries).toMatchObject([{ state: 'delivered', tries: 1 }])
  })
})

describe('a test of a channel', () => {
  const onCall = [{ days: undefined, from: 0, to: 0, people: ['ben'] }]
  beforeEach(() => open({ rules: { ...MAIL_FIRST, onCall } }))

  test('sends one message, and keeps nothing', async () => {
    await desk.notifier.test('mail', ['ann', 'on-call', 'ben'], 'ben')
    expect(mail.taken).toEqual([
      {
        notification: expect.objectContaining({
          id: expect.stringMatching(/^test-/),
          reason: 'test',
          severity: 'info',
          site: 'lab-a',
          title: 'Test of the channel mail',
          text: 'ben wanted to know whether this arrives. Nothing is wrong.',
        }),
        to: [
          { name: 'ann', mail: 'ann@lab.example' },
          { name: 'ben', ntfy: 'ben-topic' },
        ],
      },
    ])
    await desk.pass(minutes(1))
    expect(desk.changes).toEqual([])
  })

  test('says what the channel says, tries no other way, and does not count against it', async () => {
    mail.breakDown()
    for (let time = 0; time < 3; time += 1)
      await expect(desk.notifier.test('mail', ['ann'], 'ben')).rejects.toMatchObject({
        code: 'channel-failed',
      })
    expect([mail.tries, chat.tries]).toEqual([3, 0])
    await desk.pass(minutes(1))
    expect(desk.open()).toEqual([])
  })

  test('to people who are not in the configuration is refused', async () => {
    await expect(desk.notifier.test('mail', ['ann', 'zoe'], 'ben')).rejects.toMatchObject({
      code: 'invalid-input',
      faults: [{ field: 'to', message: 'zoe: must be among the people of the configuration, ann, ben' }],
    })
    expect(mail.tries).toBe(0)
  })

  test('of one that there is not is refused', async () => {
    await expect(desk.notifier.test('pigeon', [], 'ben')).rejects.toMatchObject({ code: 'not-found' })
  })
})
