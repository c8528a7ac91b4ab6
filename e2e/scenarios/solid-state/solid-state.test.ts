import { describe, expect, it } from 'vitest'
import { playAll, spread } from '../compare.ts'
import { normalised, readWorkflow } from '../definitions.ts'
import { type Ending, type Experiment, play, type Scene } from '../harness.ts'
import { BROKEN_FURNACE, SOLID_STATE, WORKFLOW_FILE } from './experiment.ts'
import { SAMPLES } from './site.ts'
import { solidState } from './workflow.ts'

/** Real milliseconds that dozens of runs may take on a machine that is busy. */
const LONG = 240_000
const SINGLE_DEATHS = 12

const cleanRuns = new Map<Experiment, Promise<Ending>>()
function cleanRun(experiment: Experiment): Promise<Ending> {
  const known = cleanRuns.get(experiment) ?? play(experiment)
  cleanRuns.set(experiment, known)
  return known
}

const startsBy = ({ starts }: Ending, ...activities: string[]) =>
  starts.filter(({ activity }) => activities.includes(activity))
const stepsLike = ({ steps }: Ending, pattern: RegExp) =>
  Object.entries(steps).flatMap(([path, state]) => (pattern.test(path) ? [state] : []))

describe('solid-state synthesis', { timeout: LONG }, () => {
  it('is the same workflow in YAML and in TypeScript', async () => {
    expect(normalised(solidState)).toEqual(normalised(await readWorkflow(WORKFLOW_FILE)))
  })

  it('fires 16 samples in two runs of eight, fills each holder tap by tap, and scans all of them in one run', async () => {
    const clean = await cleanRun(SOLID_STATE)
    expect(clean.state).toBe('succeeded')
    const firings = startsBy(clean, 'sinter')
    expect(new Set(firings.map(({ parameters }) => parameters['programme']))).toEqual(
      new Set(['calcine-900', 'calcine-1100']),
    )
    expect(firings).toHaveLength(2)
    expect(new Set(firings.map(({ instrument }) => instrument)).size).toBe(2)
    expect(startsBy(clean, 'scan')).toHaveLength(1)
    expect(stepsLike(clean, /\.(fire|scan)$/)).toEqual(Array(32).fill('succeeded'))
    const { samples, purity } = clean.outputs as {
      readonly samples: readonly { readonly sample: string; readonly mass: number; readonly shakes: number }[]
      readonly purity: Readonly<Record<string, number>>
    }
    expect(samples.map(({ sample }) => sample)).toEqual(SAMPLES.map(({ id }) => id))
    for (const { mass } of samples) expect(Math.abs(mass - 0.2)).toBeLessThanOrEqual(0.012)
    const shakes = samples.reduce((sum, sample) => sum + sample.shakes, 0)
    expect(shakes).toBeGreaterThan(32)
    expect(startsBy(clean, 'shake', 'tap', 'weigh')).toHaveLength(3 * shakes)
    expect(purity['calcine-1100']).toBeGreaterThan(purity['calcine-900'] ?? 1)
  })

  it.each(['after', 'before'] as const)(
    'comes to the same with a coordinator that dies %s every boundary of a step, in turn',
    async when => {
      const clean = await cleanRun(SOLID_STATE)
      expect(await playAll(SOLID_STATE, clean, [{ at: 'each', when }])).toEqual([])
    },
  )

  it(`comes to the same with a coordinator that dies once, at ${SINGLE_DEATHS} places from the first boundary to the last`, async () => {
    const clean = await cleanRun(SOLID_STATE)
    expect(clean.boundaries.length).toBeGreaterThan(SINGLE_DEATHS)
    expect(await playAll(SOLID_STATE, clean, spread(clean, SINGLE_DEATHS))).toEqual([])
  })

  it('goes to other furnaces, and nobody is asked, where two refuse to start', async () => {
    const clean = await cleanRun(SOLID_STATE)
    const taken = new Set(startsBy(clean, 'sinter').map(({ instrument }) => instrument))
    const onBegun = (scene: Scene) => {
      for (const id of taken)
        scene.device(id).faults.add({ kind: 'refuse', reason: 'the door is open', times: 1 })
    }
    const refused = await play({ ...SOLID_STATE, onBegun })
    expect(refused).toMatchObject({ state: 'succeeded', outputs: clean.outputs, asked: [] })
    expect(refused.attempts).toBe(clean.attempts + 2)
    const firings = startsBy(refused, 'sinter')
    expect(firings).toHaveLength(2)
    expect(firings.filter(({ instrument }) => taken.has(instrument))).toEqual([])
  })
})

describe('a furnace that breaks in the middle of its run', { timeout: LONG }, () => {
  it('is not started again; the other eight are finished; then furnaces are vented and opened, and all crucibles go back', async () => {
    const broken = await cleanRun(BROKEN_FURNACE)
    expect(broken).toMatchObject({ state: 'failed', asked: [] })
    expect(startsBy(broken, 'sinter')).toHaveLength(2)
    expect(stepsLike(broken, /\.fire$/).sort()).toEqual([
      ...Array(8).fill('failed'),
      ...Array(8).fill('succeeded'),
    ])
    expect(stepsLike(broken, /\.refine$/).sort()).toEqual([
      ...Array(8).fill('skipped'),
      ...Array(8).fill('succeeded'),
    ])
    const undone = broken.undone.map(path => path.replace(/^synthesise\.\d+\./, ''))
    expect(undone).toEqual([
      ...Array.from({ length: 16 }, () => ['fire.undo.vent', 'fire.undo.open']).flat(),
      ...Array(16).fill('charge.undo.back'),
    ])
    // Each at the furnace that its sample was in, the one that broke as well.
    const opened = startsBy(broken, 'vent', 'open').map(({ instrument }) => instrument)
    for (const { instrument } of startsBy(broken, 'sinter'))
      expect(opened.filter(id => id === instrument)).toHaveLength(16)
    const back = startsBy(broken, 'move').slice(16)
    expect(back).toHaveLength(16)
    expect(new Set(back.map(({ parameters }) => parameters['to']))).toEqual(
      new Set(SAMPLES.map(({ rack }) => rack)),
    )
  })

  it.each(['after', 'before'] as const)(
    'comes to the same with a coordinator that dies %s every boundary of a step, those of undoing as well',
    async when => {
      const clean = await cleanRun(BROKEN_FURNACE)
      expect(await playAll(BROKEN_FURNACE, clean, [{ at: 'each', when }])).toEqual([])
    },
  )
})
