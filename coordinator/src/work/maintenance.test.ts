import { hours, InvalidInputError, MusterError } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { plannedMaintenance } from '../scheduler/calendars/maintenance.ts'
import { STANDARD_SCHEDULER } from '../scheduler/settings.ts'
import { Draft } from '../model/draft.ts'
import { aScene, type Scene } from '../supervisor/testing/view.ts'
import { anAgent, anInstrument } from '../testing/store-fixtures.ts'
import { addMaintenance, cancelMaintenance, type MaintenanceRequest } from './maintenance.ts'

const lab = (): Scene => aScene({ agents: [anAgent()], instruments: [anInstrument(0)] })
let drafts = 0
const draftOf = ({ state, wall }: Scene) =>
  new Draft(state, 'test', 'person:Ann', wall, seededRandom(++drafts))

function add(scene: Scene, patch: Partial<MaintenanceRequest> = {}, draft = draftOf(scene)) {
  const request = {
    instrument: 'printer',
    from: undefined,
    to: scene.wall + hours(2),
    reason: 'belts',
    by: 'Ann',
  }
  return addMaintenance(draft, { ...request, ...patch })
}

const planned = ({ state, wall }: Scene) => plannedMaintenance(state, wall)

test('it is kept with the instrument and in the audit, and begins now unless told', () => {
  const scene = lab()
  const draft = draftOf(scene)
  const added = add(scene, {}, draft)
  expect(added).toMatchObject({ from: scene.wall, to: scene.wall + hours(2), reason: 'belts', by: 'Ann' })
  expect(planned(scene)).toEqual([added])
  const { events, rows } = draft.toChange()
  expect(events.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(['maintenance.added printer'])
  expect(rows.instruments).toMatchObject([{ id: 'printer', maintenance: [{ id: added.id }] }])
})

test('it is listed with what is configured, the earliest first, until it is over', () => {
  const scene = lab()
  const at = (time: number) => new Date(scene.wall + hours(time)).toISOString()
  const window = (from: number, to: number) => ({
    instrument: 'printer',
    from: at(from),
    to: at(to),
    reason: 'new belts',
  })
  scene.state.schedulerSettings = { ...STANDARD_SCHEDULER, maintenance: [window(-5, -1), window(1, 3)] }
  const first = add(scene)
  const last = add(scene, { from: scene.wall + hours(2), to: scene.wall + hours(9) })
  expect(planned(scene).map(({ id, by }) => [id, by])).toEqual([
    [first.id, 'Ann'],
    ['configured-printer-2', undefined],
    [last.id, 'Ann'],
  ])
  scene.wall += hours(3)
  expect(planned(scene)).toEqual([last])
})

test('one that is over leaves the record with the next that is added', () => {
  const scene = lab()
  add(scene)
  scene.wall += hours(2)
  const { id } = add(scene)
  expect(scene.state.instruments.get('printer')?.maintenance?.map(window => window.id)).toEqual([id])
})

test('cancelling takes away that one, and the last leaves nothing behind', () => {
  const scene = lab()
  const first = add(scene)
  const second = add(scene, { to: scene.wall + hours(3) })
  expect(cancelMaintenance(draftOf(scene), first.id, 'not needed')).toEqual(first)
  expect(planned(scene)).toEqual([second])
  cancelMaintenance(draftOf(scene), second.id, 'not needed')
  expect(scene.state.instruments.get('printer')).not.toHaveProperty('maintenance')
})

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ field, message }) => `${field} ${message}`).join()
    if (error instanceof MusterError) return error.code
    throw error
  }
  return 'none'
}

test('what can not be is refused, and changes nothing', () => {
  const scene = lab()
  const hour = hours(1)
  expect(refusal(() => add(scene, { instrument: 'gone' }))).toBe('not-found')
  expect(refusal(() => add(scene, { to: scene.wall }))).toBe('to must be later than `from`')
  expect(refusal(() => add(scene, { from: scene.wall - 2 * hour, to: scene.wall - hour }))).toBe(
    'to has passed already',
  )
  expect(refusal(() => cancelMaintenance(draftOf(scene), 'gone', 'x'))).toBe('not-found')
  const configured = {
    instrument: 'elsewhere',
    from: '2026-01-01T00:00Z',
    to: '2030-01-01T00:00Z',
    reason: 'lent',
  }
  scene.state.schedulerSettings = { ...STANDARD_SCHEDULER, maintenance: [configured] }
  expect(refusal(() => cancelMaintenance(draftOf(scene), 'configured-elsewhere-1', 'x'))).toBe(
    'maintenance-configured',
  )
  for (let n = 0; n < 100; n++) add(scene)
  expect(refusal(() => add(scene))).toBe('too-much-maintenance')
  expect(scene.state.instruments.get('printer')?.maintenance).toHaveLength(100)
})
