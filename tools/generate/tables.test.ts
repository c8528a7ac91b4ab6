import { defineTransitions } from '@muster/runtime'
import { expect, test } from 'vitest'
import { attemptStates, decisionIndex, packageGraph, topics } from './tables.ts'

test('states that may end in every way say "any end"', () => {
  const table = defineTransitions<'offered' | 'running' | 'done' | 'failed'>('a thing', {
    offered: ['running', 'failed'],
    running: ['offered', 'done', 'failed'],
    done: [],
    failed: [],
  })
  expect(attemptStates(table)).toBe(
    [
      '| from | to |',
      '| --- | --- |',
      '| `offered` | `running`, `failed` |',
      '| `running` | `offered`, any end |',
      '',
      'Ends: `done`, `failed`.',
    ].join('\n'),
  )
})

test('a bar in a text does not end its cell', () => {
  const rows = topics([{ topic: 'a/b', from: 'agent', qos: 1, retained: true, carries: 'this | that' }])
  expect(rows.split('\n').at(-1)).toBe('| `a/b` | agent | 1 | yes | this \\| that |')
})

test('the graph has an arrow for each dependency on one of our packages', () => {
  const graph = packageGraph([
    { folder: 'runtime', name: '@muster/runtime', dependencies: ['pino'] },
    { folder: 'protocol', name: '@muster/protocol', dependencies: ['@muster/runtime', 'mqtt'] },
  ])
  expect(graph).toBe('```mermaid\ngraph TD\n  protocol --> runtime\n```')
})

test('the index links each decision, and refuses one without a status', () => {
  expect(decisionIndex([{ file: '0001-tooling.md', text: '# 1. Tooling\n\nStatus: accepted\n' }])).toContain(
    '| [0001](0001-tooling.md) | Tooling | accepted |',
  )
  expect(() => decisionIndex([{ file: '0002-x.md', text: '# 2. X\n' }])).toThrow(
    'docs/decisions/0002-x.md needs',
  )
})
