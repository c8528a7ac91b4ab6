import { hours, millis, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { TriggerSite } from './trigger-site.ts'

const MESSAGE = {
  name: 'arrivals',
  on: { mqtt: { topic: 'samples/+/arrived' } },
  when: 'payload.kind == "powder"',
  uses: 'note',
  inputs: { sample: '${ payload.sample }' },
  labels: { topic: '${ delivery.topic }' },
}
const HOOK = {
  name: 'lims',
  on: { webhook: { secret: 'lims' } },
  uses: 'note',
  inputs: { sample: '${payload.sample}' },
}
const FILE = {
  name: 'scans',
  on: { file: { name: 'xrd/*.xrdml' } },
  uses: 'note',
  inputs: { sample: '${ payload.name }' },
}
const XRD = '/data/xrd'
const deed = { by: 'ada', reason: 'a test' }

async function withTrigger(trigger: object): Promise<TriggerSite> {
  const site = await TriggerSite.begin()
  await site.during(site.operations.addTrigger(trigger, 'ada'))
  await site.pass(seconds(10))
  return site
}

const samples = async (site: TriggerSite) => (await site.jobs()).map(({ inputs }) => inputs?.['sample'])

describe('a message', () => {
  it('begins a job where the condition holds, with inputs and labels from it', async () => {
    const site = await withTrigger(MESSAGE)
    await site.publish('samples/hall/arrived', { kind: 'powder', sample: 'S1' })
    await site.publish('samples/hall/arrived', { kind: 'gas', sample: 'S2' })
    await site.publish('samples/arrived', { kind: 'powder', sample: 'S3' })
    expect(await samples(site)).toEqual(['S1'])
    expect((await site.jobs())[0]).toMatchObject({
      submittedBy: 'ada',
      labels: { topic: 'samples/hall/arrived' },
      startedBy: { kind: 'trigger', name: 'arrivals', on: 'mqtt' },
    })
  })

  it('that is faulty is refused, audited and counted, and nothing else happens', async () => {
    const site = await withTrigger(MESSAGE)
    const faulty = [
      '{',
      '',
      'ÿ',
      '7',
      'null',
      '[]',
      '{}',
      '{"kind":"powder"}',
      '{"kind":"powder","sample":{}}',
    ]
    for (const payload of faulty) await site.publish('samples/hall/arrived', payload)
    expect(await site.jobs()).toEqual([])
    expect(await site.events(/^trigger\.refused$/)).toHaveLength(faulty.length)
    expect(site.state.triggers.get('arrivals')).toMatchObject({
      refused: faulty.length,
      last: { outcome: 'refused' },
    })
    await site.publish('samples/hall/arrived', { kind: 'powder', sample: 'S1' })
    expect(await samples(site)).toEqual(['S1'])
  })

  it('that the broker had kept is old, and begins nothing', async () => {
    const site = await withTrigger({ ...MESSAGE, when: 'true' })
    const payload = Buffer.from('{"sample":"S1"}')
    site.coordinator.lead().deliveries.message('samples/a/arrived', payload, true)
    await site.pass(seconds(1))
    expect(await site.jobs()).toEqual([])
    site.coordinator.lead().deliveries.message('samples/a/arrived', payload, false)
    await site.pass(seconds(1))
    expect(await site.jobs()).toHaveLength(1)
  })

  it('that comes again begins one job where it says which it is', async () => {
    const on = { mqtt: { topic: '#', deliveryId: '${ payload.id }' } }
    const site = await withTrigger({ ...MESSAGE, when: 'true', on })
    for (const id of ['a', 'b', 'a', 'a']) await site.publish('x', { id, sample: id })
    await site.away()
    await site.pass(seconds(30))
    await site.publish('x', { id: 'b', sample: 'again' })
    await site.publish('x', { sample: 'none' })
    expect(await samples(site)).toEqual(['a', 'b'])
    expect(await site.events(/^trigger\.refused$/)).toHaveLength(1)
  })

  it('begins nothing while the trigger is paused, or once it is deleted', async () => {
    const site = await withTrigger({ ...MESSAGE, when: 'true' })
    await site.during(site.operations.pauseTrigger('arrivals', deed))
    await site.publish('samples/a/arrived', { sample: 'S1' })
    await site.during(site.operations.resumeTrigger('arrivals', deed))
    await site.publish('samples/a/arrived', { sample: 'S2' })
    await site.during(site.operations.deleteTrigger('arrivals', deed))
    await site.publish('samples/a/arrived', { sample: 'S3' })
    expect(await samples(site)).toEqual(['S2'])
  })
})

describe('a webhook', () => {
  const body = JSON.stringify({ sample: 'S1' })

  it('begins one job for a delivery, however often it comes', async () => {
    const site = await withTrigger(HOOK)
    const first = await site.during(site.hook('lims', 'd1', body))
    expect(first.outcome).toBe('begun')
    const again = { outcome: 'repeated', job: 'job' in first ? first.job : '' }
    expect(await site.during(site.hook('lims', 'd1', body))).toEqual(again)
    const both = await site.during(
      Promise.all([site.hook('lims', 'd2', body), site.hook('lims', 'd2', body)]),
    )
    expect(both.map(({ outcome }) => outcome)).toEqual(['begun', 'repeated'])
    await site.away()
    expect(await site.during(site.hook('lims', 'd1', body))).toEqual(again)
    expect(await site.jobs()).toHaveLength(2)
    expect((await site.jobs())[0]?.startedBy).toEqual({
      kind: 'trigger',
      name: 'lims',
      on: 'webhook',
      delivery: 'd1',
    })
  })

  it('without a right signature in time is refused and counted, and leaves no trace in the audit', async () => {
    const site = await withTrigger(HOOK)
    const { events } = await site.store.counts()
    const headers = site.headers('d1', body)
    const { 'webhook-signature': _, ...unsigned } = headers
    const late = site.headers('d1', body, undefined, site.now - minutes(6))
    const wrong = [
      unsigned,
      {},
      { ...headers, 'webhook-id': 'd2' },
      { ...headers, 'webhook-signature': 'v1,' },
      site.headers('d1', body, 'another'),
      site.headers('d1', `${body} `),
      late,
      site.headers('d1', body, undefined, site.now + minutes(6)),
    ]
    for (const given of wrong)
      await expect(site.during(site.hook('lims', 'd1', body, given))).rejects.toMatchObject({
        code: 'not-signed',
      })
    await expect(site.during(site.hook('other', 'd1', body))).rejects.toMatchObject({ code: 'not-signed' })
    expect(site.state.unsignedDeliveries).toBe(wrong.length + 1)
    expect((await site.store.counts()).events).toBe(events)
    expect(await site.jobs()).toEqual([])
  })

  it('with a faulty payload is told all that is wrong with it, and may come again', async () => {
    const site = await withTrigger({ ...HOOK, labels: { user: '${ payload.user }' } })
    const told = await site.during(site.hook('lims', 'd1', '{"sample":7}'))
    expect(told).toMatchObject({ outcome: 'refused', faults: [{ field: 'labels.user' }] })
    const typed = await site.during(site.hook('lims', 'd1', '{"sample":7,"user":"ada"}'))
    expect(typed).toMatchObject({ outcome: 'refused', faults: [{ field: 'inputs.sample' }] })
    expect(await site.during(site.hook('lims', 'd1', 'x'))).toMatchObject({ faults: [{ field: 'payload' }] })
    expect(await site.during(site.hook('lims', 'd1', '{"sample":"S","user":"ada"}'))).toMatchObject({
      outcome: 'begun',
    })
    expect(await site.during(site.hook('lims', 'x'.repeat(201), body))).toMatchObject({
      faults: [{ field: 'webhook-id' }],
    })
  })

  it('of a trigger that is paused is put off', async () => {
    const site = await withTrigger(HOOK)
    await site.during(site.operations.pauseTrigger('lims', deed))
    await expect(site.during(site.hook('lims', 'd1', body))).rejects.toMatchObject({ code: 'trigger-paused' })
    await site.during(site.operations.deleteTrigger('lims', deed))
    await expect(site.during(site.hook('lims', 'd1', body))).rejects.toMatchObject({ code: 'not-signed' })
  })

  it('begins one job wherever the coordinator dies around it, as its sender tries again', async () => {
    let points = 0
    for (let number = 0; ; number += 1) {
      const site = await withTrigger(HOOK)
      site.hook('lims', 'd1', body).catch(() => undefined)
      const hasDied = await site.diesAt(number, seconds(2))
      await site.during(site.hook('lims', 'd1', body))
      expect(await site.jobs(), `died at point ${number}`).toHaveLength(1)
      if (!hasDied) break
      points += 1
    }
    expect(points).toBeGreaterThan(2)
  })
})

describe('a file', () => {
  it('begins one job once it is complete, and another when it is written anew', async () => {
    const site = await withTrigger(FILE)
    site.folders.put(XRD, 'a.xrdml', 10, 1)
    site.folders.put(XRD, 'a.csv', 10, 1)
    site.folders.put(XRD, 'b.xrdml.part', 10, 1)
    for (let size = 11; size < 20; size += 1) {
      await site.pass(millis(1_500))
      site.folders.put(XRD, 'a.xrdml', size, size)
      expect(await site.jobs()).toEqual([])
    }
    await site.pass(seconds(6))
    expect(await samples(site)).toEqual(['a.xrdml'])
    await site.pass(minutes(10))
    await site.away(minutes(5))
    await site.pass(minutes(1))
    expect(await site.jobs()).toHaveLength(1)
    site.folders.remove(XRD, 'b.xrdml.part')
    site.folders.put(XRD, 'b.xrdml', 10, 1)
    site.folders.put(XRD, 'a.xrdml', 10, 99)
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['a.xrdml', 'a.xrdml', 'b.xrdml'])
    site.folders.remove(XRD, 'b.xrdml')
    await site.pass(seconds(10))
    site.folders.put(XRD, 'b.xrdml', 10, 1)
    await site.pass(seconds(10))
    expect(await site.jobs()).toHaveLength(3)
  })

  it('that was there before its trigger begins nothing, unless that says so', async () => {
    const site = await TriggerSite.begin()
    site.folders.put(XRD, 'old.xrdml', 10, 1)
    await site.during(site.operations.addTrigger(FILE, 'ada'))
    await site.pass(seconds(10))
    site.folders.put(XRD, 'new.xrdml', 10, 2)
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['new.xrdml'])
    const on = { file: { ...FILE.on.file, existing: 'begin' } }
    await site.during(site.operations.addTrigger({ ...FILE, name: 'all', on }, 'ada'))
    await site.pass(seconds(10))
    expect((await samples(site)).slice(1)).toEqual(['new.xrdml', 'old.xrdml'])
  })

  it('that is not right is refused once, and one that came while the trigger was paused begins its job then', async () => {
    const site = await withTrigger({
      ...FILE,
      when: 'payload.size > 5',
      inputs: { sample: '${ payload.folder + 1 }' },
    })
    site.folders.put(XRD, 'a.xrdml', 10, 1)
    site.folders.put(XRD, 'small.xrdml', 1, 1)
    await site.pass(minutes(1))
    await site.away()
    await site.pass(minutes(1))
    expect(await site.events(/^trigger\.refused$/)).toHaveLength(1)
    await site.during(site.operations.pauseTrigger('scans', deed))
    await site.during(site.operations.changeTrigger('scans', { ...FILE }, 'ada'))
    site.folders.put(XRD, 'b.xrdml', 10, 1)
    await site.pass(minutes(1))
    expect(await site.jobs()).toEqual([])
    await site.during(site.operations.resumeTrigger('scans', deed))
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['b.xrdml'])
  })

  it('begins one job wherever the coordinator dies around it', async () => {
    let points = 0
    for (let number = 0; ; number += 1) {
      const site = await withTrigger(FILE)
      site.folders.put(XRD, 'a.xrdml', 10, 1)
      const hasDied = await site.diesAt(number, seconds(10))
      await site.pass(seconds(30))
      expect(await site.jobs(), `died at point ${number}`).toHaveLength(1)
      if (!hasDied) break
      points += 1
    }
    expect(points).toBeGreaterThan(2)
  })

  it('that was there when the store was put back begins nothing again', async () => {
    const site = await withTrigger(FILE)
    const backup = site.world.storeDisk.backup()
    site.folders.put(XRD, 'a.xrdml', 10, 1)
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['a.xrdml'])
    site.world.coordinatorGate?.kill('for the restore')
    site.world.storeDisk.restore(backup)
    await site.world.startCoordinator()
    await site.pass(minutes(1))
    expect(await site.jobs()).toEqual([])
    site.folders.put(XRD, 'b.xrdml', 10, 1)
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['b.xrdml'])
  })

  it('in a folder that can not be read is seen once it can, and that is told meanwhile', async () => {
    const site = await withTrigger(FILE)
    site.folders.broken = 'ESTALE'
    site.folders.put(XRD, 'a.xrdml', 10, 1)
    await site.pass(minutes(1))
    expect(site.state.folderTrouble.get('xrd')).toBe('ESTALE')
    site.folders.broken = undefined
    await site.pass(seconds(10))
    expect(site.state.folderTrouble.size).toBe(0)
    expect(await site.jobs()).toHaveLength(1)
  })
})

describe('a step that waits for a file', () => {
  const waiting = (file: string, more: object = {}) => ({
    workflow: {
      muster: 1,
      name: 'waits',
      inputs: { scan: { type: 'string', default: 's1' } },
      outputs: { file: { value: '${ steps.scan.result.file }' } },
      steps: { scan: { wait: { file }, ...more } },
    },
  })
  const submit = async (site: TriggerSite, submission: unknown) =>
    (await site.during(site.operations.submit(submission, { by: 'ada' }))).job.id

  it('goes on once it is there and complete, also over restarts', async () => {
    const site = await TriggerSite.begin()
    const id = await submit(site, waiting('xrd/${ inputs.scan }-*.xrdml'))
    site.folders.put('/data/ct', 's1-1.xrdml', 1, 1)
    site.folders.put(XRD, 's2-1.xrdml', 1, 1)
    await site.pass(minutes(1))
    await site.away(minutes(1))
    expect((await site.store.job(id))?.endedAt).toBeUndefined()
    site.folders.put(XRD, 's1-7.xrdml', 1, 1)
    await site.pass(seconds(10))
    expect(await site.store.job(id)).toMatchObject({
      state: 'succeeded',
      run: { outputs: { file: 'xrd/s1-7.xrdml' } },
    })
    const any = await submit(site, waiting('s1-1.xrdml'))
    await site.pass(seconds(10))
    expect(await site.store.job(any)).toMatchObject({ run: { outputs: { file: 'ct/s1-1.xrdml' } } })
  })

  it('ends with its time limit, and with its job', async () => {
    const site = await TriggerSite.begin()
    const late = await submit(site, waiting('xrd/never', { timeLimit: '1 h' }))
    const cancelled = await submit(site, waiting('xrd/never'))
    await site.pass(hours(2))
    expect(await site.store.job(late)).toMatchObject({ state: 'failed' })
    await site.during(site.operations.cancel(cancelled, 'ada'))
    expect(await site.store.job(cancelled)).toMatchObject({ state: 'cancelled' })
  })

  it.each(['../x', '/etc/passwd', 'xrd/../x', 'nowhere/x', 'xrd/.x', 'xrd/a/b'])(
    'is refused at submission for %s',
    async file => {
      const site = await TriggerSite.begin()
      await expect(submit(site, waiting(file))).rejects.toMatchObject({
        faults: [{ field: 'workflow.steps.scan.wait.file' }],
      })
    },
  )

  it('fails where an expression comes to what leads elsewhere', async () => {
    const site = await TriggerSite.begin()
    const id = await submit(site, {
      ...waiting('xrd/${ inputs.scan }'),
      inputs: { scan: '../../etc/passwd' },
    })
    await site.pass(seconds(10))
    expect(await site.store.job(id)).toMatchObject({ state: 'failed' })
    const [task] = await site.store.tasksOfJob(id)
    expect(task?.failure).toMatchObject({ code: 'file-name', category: 'parameters' })
  })
})

it('a trigger tells all that is wrong with it at once', async () => {
  const site = await TriggerSite.begin()
  const faultsOf = async (trigger: object) => {
    const refused: unknown = await site
      .during(site.operations.addTrigger(trigger, 'ada'))
      .catch((error: unknown) => error)
    return (refused as { faults: readonly { field: string }[] }).faults.map(({ field }) => field)
  }
  expect(
    await faultsOf({
      ...HOOK,
      on: { webhook: { secret: 'none' } },
      when: 'inputs.x > 1 &&',
      inputs: { other: '${ payload', sample: '${ steps.x }' },
      labels: { a: '${ vars.x }' },
    }),
  ).toEqual(['on.webhook.secret', 'when', 'inputs.other', 'inputs.sample', 'labels.a', 'inputs.other'])
  expect(await faultsOf({ ...HOOK, inputs: { sample: '${ steps.x }' } })).toEqual(['inputs.sample'])
  expect(await faultsOf({ ...HOOK, uses: 'nothing' })).toEqual(['uses'])
  for (const on of [{}, { ...HOOK.on, ...FILE.on }]) expect(await faultsOf({ ...HOOK, on })).toEqual(['on'])
  for (const topic of ['', 'a//b', 'a/#/b', '$SYS/a', 'a/b+', '/a'])
    expect(await faultsOf({ ...MESSAGE, on: { mqtt: { topic } } })).toEqual(['on.mqtt.topic'])
  for (const name of ['*.xrdml', '../x', 'nowhere/*', 'xrd/a/b'])
    expect(await faultsOf({ ...FILE, on: { file: { name } } })).toEqual(['on.file.name'])
})
