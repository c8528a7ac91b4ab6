import { seededRandom } from '@muster/runtime'
import { describeStore } from '../testing/store.contract.ts'
import { MemoryDisk } from './memory-disk.ts'
import { createMemoryStore } from './memory-store.ts'

describeStore('the memory store', async () => {
  const disk = new MemoryDisk()
  const random = seededRandom(1)
  const open = async () => createMemoryStore({ random, disk })
  return {
    reopen: open,
    openBeside: open,
    async backup() {
      const backup = disk.backup()
      return async how => disk.restore(backup, how)
    },
    async tamper(number) {
      const events = disk.database?.events ?? []
      const event = events[number - 1]
      if (event) events[number - 1] = { ...event, actor: 'person:mallory' }
    },
    async dispose() {},
  }
})
