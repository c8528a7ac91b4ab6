import { expect, test } from 'vitest'
import { listFiles } from './repository.ts'
import { scratchFolder } from './testing/scratch-folder.ts'

test('files are listed where there is no git, but for those that tools make', async () => {
  await using folder = await scratchFolder({
    'a.ts': '',
    'b/c.md': '',
    'node_modules/x/index.js': '',
    'b/dist/c.js': '',
  })
  expect([...(await listFiles(folder.path))].sort()).toEqual(['a.ts', 'b/c.md'])
})
