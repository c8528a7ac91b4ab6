import { MusterError } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { checkProtocolVersion, PROTOCOL_VERSION } from './version.ts'

function refusalOf(theirs: number): MusterError | undefined {
  try {
    checkProtocolVersion(theirs, 'agent furnace-pc')
    return undefined
  } catch (error) {
    if (error instanceof MusterError) return error
    throw error
  }
}

describe('the version of the protocol', () => {
  it('is taken where both sides speak the same', () => {
    expect(refusalOf(PROTOCOL_VERSION)).toBeUndefined()
  })

  it.each([
    [PROTOCOL_VERSION - 1, 'update agent furnace-pc'],
    [PROTOCOL_VERSION + 1, 'update this side'],
    [0, 'update agent furnace-pc'],
  ])('%i is refused, and the older side is asked to update', (theirs, advice) => {
    const refusal = refusalOf(theirs)
    expect(refusal).toMatchObject({
      code: 'protocol-version',
      category: 'configuration',
      details: { theirs, ours: PROTOCOL_VERSION },
    })
    expect(refusal?.message).toContain(advice)
  })
})
