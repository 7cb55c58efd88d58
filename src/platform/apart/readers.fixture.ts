import { serveReadings } from './child.ts'

/** A reader that can do what files made to break a reader make it do. */
serveReadings({
  count: async (bytes, { from }: { from: number }) => from + bytes.length,
  who: async () => process.pid,
  never: async () => {
    for (;;);
  },
  hungry: async () => {
    const held: Buffer[] = []
    for (;;) held.push(Buffer.alloc(8 * 1024 * 1024, 1))
  },
  faulty: async () => {
    throw new Error('a fault')
  },
  dies: async () => process.exit(3),
})
