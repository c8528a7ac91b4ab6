import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { parseFault } from '../faults/fault.ts'
import type { RunningSimulator } from '../simulator.ts'
import { KILN, simulating, valueOf } from '../testing/simulators.ts'

const withIds = { ...KILN, protocol: { type: 'modbus', port: 0, keepsIds: true } }
const START = [5, 0, 0, 0xff, 0]
const STOP = [5, 0, 1, 0xff, 0]
const STATUS = [4, 0, 0, 0, 1]
const choose = (programme: number) => [6, 0, 0, 0, programme]
const handId = (id: string) => [16, 0, 16, 0, 32, 64, ...Buffer.concat([Buffer.from(id)], 64)]

/** One request on a connection of its own. @returns the answer without its header, or `closed`. */
async function ask(simulator: RunningSimulator, pdu: readonly number[]): Promise<number[] | 'closed'> {
  const socket = connect({ host: simulator.host, port: simulator.port })
  socket.write(Buffer.from([0, 1, 0, 0, 0, pdu.length + 1, 1, ...pdu]))
  const answer = Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['closed'])])
  const [frame] = (await answer) as [Buffer | 'closed']
  socket.destroy()
  return frame === 'closed' ? frame : [...frame.subarray(7)]
}

describe('a kiln', () => {
  test('fires the programme that was chosen, and says how it stands', async () => {
    await using run = await simulating({ ...KILN, timeScale: 30_000 })
    const { simulator } = run
    expect(await ask(simulator, STATUS)).toEqual([4, 2, 0, 0])
    expect(await ask(simulator, choose(1))).toEqual(choose(1))
    expect(await ask(simulator, START)).toEqual(START)
    await vi.waitFor(async () => expect(await ask(simulator, STATUS)).toEqual([4, 2, 0, 2]))
    // Peak in tenths of a degree, and segments.
    expect(await ask(simulator, [4, 0, 6, 0, 2])).toEqual([4, 4, 1_220 >> 8, 1_220 & 255, 0, 2])
    expect(simulator.starts()).toMatchObject([{ activity: 'fire', parameters: { programme: 'short' } }])
  })

  test('does one thing at a time, and can be stopped from afar and at its panel', async () => {
    await using run = await simulating(KILN)
    const { simulator } = run
    expect(await ask(simulator, STOP)).toEqual([0x85, 6])
    await ask(simulator, choose(2))
    await ask(simulator, START)
    expect(await ask(simulator, START)).toEqual([0x85, 6])
    expect(await ask(simulator, [2, 0, 0, 0, 2])).toEqual([2, 1, 1])
    await ask(simulator, STOP)
    expect(await ask(simulator, STATUS)).toEqual([4, 2, 0, 4])
    await ask(simulator, START)
    simulator.stopAtPanel()
    expect(await ask(simulator, STATUS)).toEqual([4, 2, 0, 5])
    expect(simulator.starts()).toHaveLength(2)
  })

  test('that keeps ids wants one, takes none twice, and forgets them at a boot', async () => {
    await using run = await simulating(withIds)
    const { simulator } = run
    await ask(simulator, choose(2))
    expect(await ask(simulator, START)).toEqual([0x85, 3])
    await ask(simulator, handId('a-1'))
    expect(await ask(simulator, START)).toEqual(START)
    expect(await ask(simulator, [4, 0, 128, 0, 2])).toEqual([4, 4, ...Buffer.from('a-1\0')])
    await ask(simulator, STOP)
    expect(await ask(simulator, START)).toEqual([0x85, 3])
    const boot = await ask(simulator, [4, 0, 10, 0, 4])
    await simulator.reboot()
    expect(await ask(simulator, [4, 0, 128, 0, 2])).toEqual([4, 4, 0, 0, 0, 0])
    expect(await ask(simulator, [4, 0, 10, 0, 4])).not.toEqual(boot)
  })

  test.each([
    ['a function that there is not', [43, 14, 1, 0, 0], [0xab, 1]],
    ['an address that there is not', [3, 0, 200, 0, 1], [0x83, 2]],
    ['more than fits into an answer', [3, 0, 0, 0, 126], [0x83, 3]],
    ['too little', [16, 0, 0, 0, 2, 4, 0], [0x90, 3]],
    ['a programme that there is not', START, [0x85, 3]],
  ])('answers %s with an exception', async (_, request, answer) => {
    await using run = await simulating(KILN)
    expect(await ask(run.simulator, request)).toEqual(answer)
  })

  test('can lose the answer to a start that has happened, and refuse one', async () => {
    await using run = await simulating(KILN)
    const { simulator } = run
    await ask(simulator, choose(2))
    simulator.addFault(valueOf(parseFault({ kind: 'refuse', reason: 'the door is open', times: 1 })))
    expect(await ask(simulator, START)).toEqual([0x85, 6])
    expect(simulator.starts()).toHaveLength(0)
    simulator.addFault(valueOf(parseFault({ kind: 'lose-answer', times: 1 })))
    expect(await ask(simulator, START)).toBe('closed')
    expect(simulator.starts()).toHaveLength(1)
  })
})
