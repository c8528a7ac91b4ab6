import { expect, test } from 'vitest'
import { Shares } from './shares.ts'

const HOUR = 3_600_000
const rules = { weights: { anna: 2 }, halfLife: HOUR, longestLag: 10 * HOUR }

test('what one was given counts by weight, and who is not named has the weight 1', () => {
  const shares = new Shares(rules)
  const [anna, ben] = [shares.of('anna'), shares.of('ben')]
  for (const share of [anna, ben]) {
    shares.begin(share, 0)
    shares.charge(share, HOUR)
  }
  expect([anna.use, ben.use]).toEqual([HOUR / 2, HOUR])
})

test('who comes back begins where the others are: nothing is saved up, and what one had ahead fades by half in a half-life', () => {
  const shares = new Shares(rules)
  const [anna, ben] = [shares.of('anna'), shares.of('ben')]
  shares.begin(ben, 0)
  shares.charge(ben, 4 * HOUR)
  shares.charge(ben, 4 * HOUR)
  shares.begin(anna, 0)
  // The last that was served began at 4 h.
  expect(anna.use).toBe(4 * HOUR)
  shares.end(ben, 0)
  shares.begin(ben, HOUR)
  expect(ben.use).toBe(6 * HOUR)
})

test('while anything of one waits, its place only falls back', () => {
  const shares = new Shares(rules)
  const ben = shares.of('ben')
  shares.begin(ben, 0)
  shares.charge(ben, HOUR)
  shares.begin(ben, 5 * HOUR)
  shares.end(ben, 5 * HOUR)
  expect(ben.use).toBe(HOUR)
  shares.correct(ben, -HOUR / 2)
  expect(ben.use).toBe(HOUR)
})

test('what was charged too much is taken off the next, and what took longer is added', () => {
  const shares = new Shares(rules)
  const ben = shares.of('ben')
  shares.begin(ben, 0)
  shares.charge(ben, HOUR)
  shares.correct(ben, -HOUR / 4)
  shares.charge(ben, HOUR)
  expect(ben.use).toBe(1.75 * HOUR)
  shares.correct(ben, HOUR / 4)
  expect(ben.use).toBe(2 * HOUR)
  shares.correct(ben, -3 * HOUR)
  shares.charge(ben, HOUR)
  shares.charge(ben, HOUR)
  expect([ben.use, ben.credit]).toEqual([2 * HOUR, HOUR])
})

test('who could not be served for long goes first for no more than the longest lag', () => {
  const shares = new Shares(rules)
  const [ben, cora] = [shares.of('ben'), shares.of('cora')]
  shares.begin(ben, 0)
  shares.begin(cora, 0)
  for (let nth = 0; nth < 31; nth += 1) shares.charge(ben, HOUR)
  shares.charge(cora, HOUR)
  expect(cora.use).toBe(21 * HOUR)
})

test('a copy has what the shares have, and goes its own way', () => {
  const shares = new Shares(rules)
  const ben = shares.of('ben')
  shares.begin(ben, 0)
  shares.charge(ben, HOUR)
  const copy = shares.copy()
  shares.charge(ben, HOUR)
  expect(copy.of('ben')).toEqual({ ...ben, use: HOUR })
  // Where those are that come anew.
  expect([copy.of('dora').use, shares.of('dora').use]).toEqual([0, HOUR])
})

test('those of which nothing waits are forgotten once they are many and what they had has faded', () => {
  const shares = new Shares(rules)
  const anna = shares.of('anna')
  shares.begin(anna, 0)
  const served = (name: string, now: number) => {
    const share = shares.of(name)
    shares.begin(share, now)
    shares.charge(share, HOUR)
    shares.end(share, now)
  }
  for (let at = 0; at < 1_500; at += 1) served(`experiment-${at}`, 0)
  // All of these are ahead of who comes now.
  expect([...shares].length).toBe(1_501)
  for (let at = 0; at < 20_000; at += 1) served(`later-${at}`, 11 * HOUR * (1 + Math.floor(at / 1_000)))
  expect([...shares].length).toBeLessThan(6_000)
  expect(shares.of('anna')).toBe(anna)
  expect(shares.of('experiment-1').use).toBe(shares.of('somebody new').use)
})

test('those for which nothing waits for long are forgotten, and nobody stands elsewhere for it', () => {
  const shares = new Shares(rules)
  const [anna, ben] = [shares.of('anna'), shares.of('ben')]
  for (const share of [anna, ben]) {
    shares.begin(share, 0)
    shares.charge(share, HOUR)
  }
  for (let user = 0; user < 50_000; user += 1) {
    const share = shares.of(`user-${user}`)
    shares.begin(share, user)
    shares.end(share, user)
  }
  expect(shares.size).toBeLessThan(3_000)
  expect([shares.of('anna'), shares.of('ben')]).toEqual([anna, ben])
  // What is ahead stays until next to nothing is left of it.
  shares.end(ben, 0)
  for (let user = 0; user < 5_000; user += 1) shares.of(`later-${user}`)
  expect(shares.of('ben')).toBe(ben)
  const other = shares.of('other')
  for (const at of [HOUR, 20 * HOUR]) {
    shares.begin(other, at)
    shares.end(other, at)
  }
  for (let user = 0; user < 5_000; user += 1) shares.of(`last-${user}`)
  expect(shares.of('ben')).not.toBe(ben)
})
