import { ConfigurationError } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { authenticator, parseCredentials, principalOf } from './credentials.ts'

function faultsOf(text: string): unknown {
  try {
    parseCredentials(text, 'credentials.yaml')
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return undefined
}

describe('a credentials file', () => {
  it('gives the coordinator and agents their roles', () => {
    const file = `
- {id: coordinator, password: correct-horse}
- {id: standby, password: battery-staple, role: coordinator}
- {id: furnace-pc, password: "pass:word#1"}
`
    expect(parseCredentials(file, 'credentials.yaml').map(principalOf)).toEqual([
      { role: 'coordinator' },
      { role: 'coordinator' },
      { role: 'agent', agentId: 'furnace-pc' },
    ])
  })

  it('names every fault and its place', () => {
    expect(
      faultsOf('- {id: Furnace, password: long-enough}\n- {id: b, password: short}\n- {id: c, pasword: x}\n'),
    ).toMatchObject([
      { field: '0.id', line: 1 },
      { field: '1.password', line: 2 },
      { field: '2.password', message: 'is missing', line: 3 },
      { field: '2.pasword', line: 3 },
    ])
    expect(faultsOf('- {id: a, password: long-enough}\n- {id: a, password: long-enough}\n')).toMatchObject([
      { field: '1.id' },
    ])
    expect(faultsOf('')).toBeDefined()
    expect(faultsOf('[]')).toBeDefined()
    expect(faultsOf('- [')).toBeDefined()
  })
})

describe('a login', () => {
  const login = authenticator([
    { id: 'furnace-pc', password: 'furnace-password' },
    { id: 'coordinator', password: 'coordinator-password' },
  ])
  const bytes = (text: string) => new TextEncoder().encode(text)

  it('needs the name and its own password', () => {
    expect(login('furnace-pc', bytes('furnace-password'))).toEqual({ role: 'agent', agentId: 'furnace-pc' })
    expect(login('coordinator', bytes('coordinator-password'))).toEqual({ role: 'coordinator' })
    for (const [name, password] of [
      ['furnace-pc', 'coordinator-password'],
      ['furnace-pc', ''],
      ['', ''],
      ['nobody', ''],
      ['__proto__', ''],
    ] as const) {
      expect(login(name, bytes(password))).toBeUndefined()
    }
  })
})
