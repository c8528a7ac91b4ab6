import { describe, expect, test } from 'vitest'
import { findFaults } from './find-faults.ts'

// Put together here, so that this file has none of them itself.
const host = ['registry', 'npmjs', 'org'].join('.')
const slash = '/'
const key = ['EC', 'PRIVATE', 'KEY'].join(' ')

describe('faults', () => {
  test.each([
    ['docs/a.md', `see ${slash}work/shared/notes.md`, 'a path of one machine'],
    ['a.ts', `const x = '${slash}root/.cache'`, 'a path of one machine'],
    ['a.sh', `cd ${slash}home/maria/muster`, 'a path of one machine'],
    ['a.sh', `file:${slash}${slash}${slash}root/x`, 'a path of one machine'],
    ['a.md', `npm ping ${host}`, 'a package registry'],
    ['a.json', `"url": "https:${slash}/npm.nexus.example.com/x"`, 'a package registry'],
    ['.npmrc', '@muster:registry=somewhere', 'a package registry'],
    ['pnpm-lock.yaml', 'resolution: {tarball: https://example.com/x.tgz}', 'a package from an address'],
    ['a.pem', `-----BEGIN ${key}-----`, 'a private key'],
    ['a.ts', `const token = 'npm_${'a'.repeat(36)}'`, 'a token'],
  ])('%s: %s', (path, text, says) => {
    expect(findFaults(path, `first line\n${text}\n`)).toEqual([expect.objectContaining({ line: 2, says })])
  })
})

describe('no faults', () => {
  test.each([
    ['a.ts', "url: '/v1/work/orders'"],
    ['a.service', 'StateDirectory=/var/lib/muster'],
    ['a.ts', 'const drivers = registry.find(driver)'],
    ['a.ts', "import { x } from './root/work/home/x.ts'"],
    ['pnpm-lock.yaml', 'resolution: {integrity: sha512-abc==}'],
    ['a.pem', '-----BEGIN CERTIFICATE-----'],
  ])('%s: %s', (path, text) => {
    expect(findFaults(path, text)).toEqual([])
  })
})
