import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  type CoordinatorSettings,
  loadExtensions,
  readCoordinatorSettings,
  startCoordinator,
} from '@muster/coordinator'
import { createMemoryStore } from '@muster/coordinator/testing'
import { mqttJsPort } from '@muster/protocol'
import { hours, minutes, parseYaml, seconds, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../scheduling/lab.ts'

/** The files of docs/extending.md, by the name after `# file:` or `// file:`, in a folder where modules find the types. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const files = new Map<string, string>()
let folder = ''
let settings: CoordinatorSettings

beforeAll(async () => {
  const page = await readFile(join(ROOT, 'docs/extending.md'), 'utf8')
  for (const [, text = '', name = ''] of page.matchAll(/```\w+\n((?:#|\/\/) file: (\S+)\n[^]*?)```/g))
    files.set(name, text.replace('file: logbook.txt', `file: ${join('{folder}', 'logbook.txt')}`))
  await mkdir(join(ROOT, 'e2e/.muster'), { recursive: true })
  folder = await mkdtemp(join(ROOT, 'e2e/.muster/extending-'))
  for (const [name, text] of files) await writeFile(join(folder, name), text.replace('{folder}', folder))
  const text = await readFile(join(folder, 'coordinator.yaml'), 'utf8')
  settings = readCoordinatorSettings(text, 'coordinator.yaml')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function laboratory(): Promise<Lab> {
  const ports = { clock: systemClock, logger: silentLogger, folder }
  const { channels, ...extensions } = await loadExtensions(settings, ports)
  const rules = {
    channels: [...channels.keys()],
    people: { ada: {} },
    timeZone: 'UTC',
    quietHours: undefined,
    onCall: [],
    policies: [],
  }
  return Lab.begin(1, 'never', {
    extensions: { ...extensions, schedulerSettings: settings.scheduler },
    escalation: () => ({ rules, channels: () => channels }),
  })
}

it('has a file for each thing that can be extended', () => {
  expect([...files.keys()]).toEqual([
    'coordinator.yaml',
    'study-rules.ts',
    'dilution.ts',
    'dilute.yaml',
    'spare.ts',
    'logbook.ts',
  ])
})

it('has no fault that the compiler finds', async () => {
  const config = { extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'], exclude: [] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  const { stdout } = await promisify(execFile)(tsc, ['-p', folder]).catch(
    (error: { readonly stdout: string }) => error,
  )
  expect(stdout).toBe('')
}, 120_000)

it('a middleware: refuses, labels, changes parameters and results', async () => {
  const lab = await laboratory()
  const study = {
    muster: 1,
    name: 'study',
    steps: { fire: { activity: 'sinter', parameters: { layers: 900 } } },
  }
  await expect(lab.operations.submit({ workflow: study }, { by: 'ada' })).rejects.toMatchObject({
    code: 'middleware-refused',
    message: 'middleware study-rules: a job has to have the label experiment',
  })
  const id = await lab.submit({ workflow: study, labels: { experiment: 'E7' } })
  await lab.pass(hours(6))
  expect(await lab.store.job(id)).toMatchObject({
    state: 'succeeded',
    labels: { experiment: 'E7', owner: 'ada' },
  })
  const fired = await lab.task(`${id}-fire`)
  expect(JSON.parse(fired.resultJson ?? '')).toMatchObject({
    parameters: { layers: 200 },
    checkedBy: 'study-rules',
  })
})

it('a kind of step: checked at submission, done, and its result is used', async () => {
  const lab = await laboratory()
  const { value: workflow } = parseYaml(files.get('dilute.yaml') ?? '', 'dilute.yaml')
  const labels = { experiment: 'E7' }
  const wrong = JSON.parse(JSON.stringify(workflow).replace('"volume":50', '"volume":"much"')) as unknown
  await expect(
    lab.operations.submit({ workflow: wrong, inputs: { target: 1 }, labels }, { by: 'ada' }),
  ).rejects.toMatchObject({
    faults: [{ field: 'workflow.steps.plan.call.with.volume', message: 'must be number' }],
  })
  const id = await lab.submit({ workflow, inputs: { target: 0.5 }, labels })
  const strong = await lab.submit({ workflow, inputs: { target: 3 }, labels })
  await lab.pass(hours(1))
  expect(await lab.jobStates([id])).toEqual(['succeeded'])
  expect((await lab.task(`${id}-scan`)).parametersJson).toBe('{"layers":37}')
  expect((await lab.task(`${strong}-plan`)).failure).toMatchObject({ code: 'too-strong' })
})

it('a strategy: the instruments of one hall are taken last', async () => {
  const lab = await laboratory()
  const fire = () => lab.submit({ activity: { activity: 'sinter' }, labels: { experiment: 'E7' } })
  await fire()
  await fire()
  await lab.pass(minutes(1))
  expect(lab.starts).toEqual({ 'furnace-3': 1, 'furnace-4': 1 })
  await fire()
  await lab.pass(minutes(1))
  expect(lab.starts).toEqual({ 'furnace-1': 1, 'furnace-3': 1, 'furnace-4': 1 })
})

it('a channel: takes what people are told', async () => {
  const lab = await laboratory()
  const tested = lab.operations.testChannel('logbook', ['ada'], 'ada')
  await lab.pass(seconds(1))
  await tested
  const text = await readFile(join(folder, 'logbook.txt'), 'utf8')
  expect(text).toMatch(/^test-\S+ info Test of the channel logbook \(ada\)\n$/)
})

const check = (config: string) =>
  promisify(execFile)(
    process.execPath,
    [join(ROOT, 'coordinator/src/cli.ts'), 'check', '--config', join(folder, config)],
    { cwd: ROOT },
  ).catch((error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error)

it('all of it, as the command checks it', async () => {
  expect(await check('coordinator.yaml')).toMatchObject({ stdout: 'the configuration is right\n' })
  const wrong = (files.get('coordinator.yaml') ?? '')
    .replace('./dilution.ts', './delusion.ts')
    .replace('layers: 200', 'layers: none')
    .replace('{folder}', folder)
  await writeFile(join(folder, 'wrong.yaml'), wrong)
  const told = await check('wrong.yaml')
  expect(told).toMatchObject({ code: 78 })
  expect(told.stderr).toContain('middleware.1.with.layers: must be a number above 0')
  expect(told.stderr).toContain(`stepKinds.0.use: there is no file ${join(folder, 'delusion.ts')}`)
}, 60_000)

it('a secret that is not there is told by the command as well', async () => {
  const secret = `${files.get('coordinator.yaml') ?? ''}\nsecrets: {lims: {file: ./not-there.key}}\n`
  await writeFile(join(folder, 'secret.yaml'), secret.replace('{folder}', folder))
  const unread = await check('secret.yaml')
  expect(unread).toMatchObject({ code: 78 })
  expect(unread.stderr).toContain('secrets.lims: ')
}, 60_000)

it('all of it, in a whole coordinator', async () => {
  await using started = await startCoordinator(
    {
      ...settings,
      data: join(folder, 'data'),
      api: { ...settings.api, port: 0 },
      broker: { ...settings.broker, port: 0 },
    },
    {
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      mqtt: mqttJsPort(systemClock, silentLogger),
      folder,
      openStore: () => createMemoryStore({ random: systemRandom }),
      onFatal: error => {
        throw error
      },
    },
  )
  const workflow = { muster: 1, name: 'rest', steps: { rest: { wait: { for: '1 h' } } } }
  const submit = (submission: object) =>
    fetch(`${started.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(submission),
    })
  const refused = await submit({ workflow })
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({
    code: 'middleware-refused',
    detail: 'middleware study-rules: a job has to have the label experiment',
  })
  const taken = await submit({ workflow, labels: { experiment: 'E7' } })
  expect(taken.status).toBe(201)
  expect(await taken.json()).toMatchObject({ labels: { experiment: 'E7' } })
  const metrics = await (await fetch(`${started.url}/metrics`)).text()
  expect(metrics).toContain('muster_jobs_submitted_total 1')
})
