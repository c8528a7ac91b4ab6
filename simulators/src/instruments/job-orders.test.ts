import { seconds, seededRandom } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { parseFault } from '../faults/fault.ts'
import { FaultBook } from '../faults/fault-book.ts'
import { createMemoryLedger } from '../ledger/ledger.ts'
import { configured, PRINTER, valueOf } from '../testing/simulators.ts'
import { JobOrders } from './job-orders.ts'
import { InstrumentModel } from './model.ts'

function controller(capacity = 10) {
  const clock = new ManualClock()
  const ledger = createMemoryLedger()
  const faults = new FaultBook(clock)
  const ports = { clock, random: seededRandom(1), ledger, faults }
  const model = new InstrumentModel(configured(PRINTER).definition, ports)
  return { clock, ledger, faults, model, orders: new JobOrders(model, clock, capacity) }
}

const order = (id: string) => ({ id, activity: 'print', parameters: { layers: 5 } })

describe('a controller that keeps ids', () => {
  test('starts an order once: its id is refused while it is in the list, ended or not', async () => {
    const { clock, ledger, orders } = controller()
    await orders.storeAndStart(order('a-1'))
    await expect(orders.storeAndStart(order('a-1'))).rejects.toMatchObject({ reason: 'known-id' })
    await clock.advance(seconds(40))
    expect(orders.find('a-1')).toMatchObject({ state: 'Ended', run: { state: { name: 'completed' } } })
    await expect(orders.storeAndStart(order('a-1'))).rejects.toMatchObject({ reason: 'known-id' })
    expect(ledger.entries()).toHaveLength(1)
  })

  test('forgets an ended order when it is cleared, and a running one never', async () => {
    const { clock, orders } = controller()
    await orders.storeAndStart(order('a-1'))
    expect(() => orders.clear('a-1')).toThrow('a-1 is Running')
    await clock.advance(seconds(40))
    orders.clear('a-1')
    expect(orders.list()).toEqual([])
    expect(() => orders.clear('a-1')).toThrow('there is no order a-1')
  })

  test('starts a stored order when it is told to, and cancels only what was not started', async () => {
    const { orders } = controller()
    orders.store(order('a-1'))
    orders.store(order('a-2'))
    expect(orders.find('a-1')?.state).toBe('NotAllowedToStart')
    await orders.start('a-1')
    await expect(orders.start('a-1')).rejects.toMatchObject({ reason: 'wrong-state' })
    await expect(orders.start('a-2')).rejects.toMatchObject({ reason: 'busy' })
    expect(orders.find('a-2')?.state).toBe('NotAllowedToStart')
    expect(() => orders.cancel('a-1')).toThrow('a-1 is Running')
    orders.cancel('a-2')
    expect(orders.find('a-2')).toBeUndefined()
  })

  test('leaves no entry of a start that was refused', async () => {
    const { faults, orders } = controller()
    faults.add(valueOf(parseFault({ kind: 'refuse', times: 1 })))
    await expect(orders.storeAndStart(order('a-1'))).rejects.toMatchObject({
      reason: 'refused-by-instrument',
    })
    expect(orders.list()).toEqual([])
    await orders.storeAndStart(order('a-1'))
    await expect(orders.storeAndStart(order('a-2'))).rejects.toMatchObject({ reason: 'busy' })
    expect(orders.list().map(({ id }) => id)).toEqual(['a-1'])
  })

  test('pauses, resumes, stops and aborts, and says each change', async () => {
    const { clock, orders } = controller()
    const seen: (string | undefined)[] = []
    orders.onChange(() => seen.push(orders.find('a-1')?.state))
    await orders.storeAndStart(order('a-1'))
    orders.pause('a-1')
    orders.resume('a-1')
    orders.stop('a-1')
    expect([...new Set(seen)]).toEqual(['AllowedToStart', 'Running', 'Interrupted', 'Ended'])
    await orders.storeAndStart(order('a-2'))
    orders.abort('a-2')
    expect(orders.find('a-2')).toMatchObject({
      state: 'Aborted',
      run: { state: { name: 'aborted', by: 'client' } },
    })
    orders.store(order('a-3'))
    orders.abort('a-3')
    expect(orders.find('a-3')).toMatchObject({ state: 'Aborted', run: undefined, abortedAt: clock.wall() })
    expect(orders.find('a-1')).toMatchObject({ state: 'Ended', run: { start: 1 } })
  })

  test('takes no more orders than its list holds, ended ones included', async () => {
    const { clock, orders } = controller(1)
    await orders.storeAndStart(order('a-1'))
    await clock.advance(seconds(40))
    await expect(orders.storeAndStart(order('a-2'))).rejects.toMatchObject({ reason: 'list-full' })
    orders.clear('a-1')
    await orders.storeAndStart(order('a-2'))
  })

  test('changes an order only before its start', async () => {
    const { orders } = controller()
    orders.store(order('a-1'))
    orders.update({ id: 'a-1', activity: 'print', parameters: { layers: 9 } })
    expect(orders.find('a-1')?.parameters).toMatchObject({ layers: 9 })
    await orders.start('a-1')
    expect(() => orders.update(order('a-1'))).toThrow('a-1 is Running')
  })
})
