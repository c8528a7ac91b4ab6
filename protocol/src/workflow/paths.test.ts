import { expect, it } from 'vitest'
import type { Steps } from './model.ts'
import { idOf, parentOf, pathWithin, scopeOf, stepAt } from './paths.ts'

const weigh = { activity: 'weigh' }
const steps: Steps = {
  weigh,
  'weigh-all': {
    forEach: {
      items: [1],
      steps: { weigh, again: { repeat: { until: 'true', atMost: 3, steps: { shake: weigh } } } },
    },
  },
  choose: { switch: [{ when: 'true', steps: { left: weigh } }, { steps: { right: weigh } }] },
  group: { steps: { inner: weigh }, fallback: { other: weigh }, undo: { back: weigh } },
  study: { uses: 'sinter@2' },
  more: { stepsFrom: 'steps.weigh.result' },
}
const plan = {
  definition: { steps },
  uses: { 'sinter@2': { steps: { sinter: { activity: 'sinter' } } } },
  added: { late: { activity: 'late' } },
}

it('a path says where its step stands', () => {
  expect(parentOf('weigh-all.3.weigh')).toBe('weigh-all')
  expect(parentOf('a.0.b.fallback.c')).toBe('a.0.b')
  expect(parentOf('weigh-all')).toBeUndefined()
  expect(scopeOf('weigh-all.3.weigh')).toBe('3')
  expect(scopeOf('weigh-all')).toBeUndefined()
  expect(idOf('weigh-all.3.weigh')).toBe('weigh')
  expect(idOf('weigh')).toBe('weigh')
  expect(pathWithin('weigh-all', 3, 'weigh')).toBe('weigh-all.3.weigh')
})

it('finds the step of a path in lists, loops, branches, groups, used workflows, and what stands in or undoes a step', () => {
  const found = (path: string) => stepAt(plan, path)?.activity
  expect(found('weigh')).toBe('weigh')
  expect(found('weigh-all.5000.weigh')).toBe('weigh')
  expect(found('weigh-all.0.again.3.shake')).toBe('weigh')
  expect(found('choose.0.left')).toBe('weigh')
  expect(found('choose.1.right')).toBe('weigh')
  expect(found('group.0.inner')).toBe('weigh')
  expect(found('group.fallback.other')).toBe('weigh')
  expect(found('group.undo.back')).toBe('weigh')
  expect(found('study.0.sinter')).toBe('sinter')
  expect(found('late')).toBe('late')
  expect(stepAt(plan, 'more.0.made', path => (path === 'more' ? { made: weigh } : undefined))).toBe(weigh)
})

it.each([
  ['no such step', 'missing'],
  ['a scope without a step', 'weigh-all.3'],
  ['a step of another branch', 'choose.0.right'],
  ['a branch that there is not', 'choose.2.left'],
  ['a time through a loop that begins at 1', 'weigh-all.0.again.0.shake'],
  ['more times through a loop than it has', 'weigh-all.0.again.4.shake'],
  ['a second time through a group', 'group.1.inner'],
  ['a scope that is no number', 'weigh-all.first.weigh'],
  ['a name that every object has by birth', 'constructor'],
  ['steps that nobody has made yet', 'more.0.made'],
])('%s leads nowhere', (_, path) => {
  expect(stepAt(plan, path)).toBeUndefined()
})
