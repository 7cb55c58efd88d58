import { test } from 'vitest'
import { openBench } from './house.ts'

test('x', async () => {
  const bench = await openBench()
  const asks = (process.env.ASKS ?? '').split(';').map((x) => x.split(' ') as [string, string])
  const asks2 = new Map<string, (a: never) => Promise<unknown>>()
  for (const [login, path] of asks) {
    if (!asks2.has(login)) asks2.set(login, (await bench.as(login)) as never)

    for (let i = 0; i < 3; i++) {
      const st = await bench.statementsOf(login, { method: 'GET', path })
      const out: string[] = []
      await bench.underPolicies(async () => {
        await bench.raw.query('begin')
        for (const { text, values } of st) {
          const t = performance.now()
          const r = await bench.raw.query(text, values)
          out.push(
            `${(performance.now() - t).toFixed(1)}ms rows=${Array.isArray(r) ? '' : r.rows.length} ${text.replace(/\s+/g, ' ').slice(0, 160)}`,
          )
          if (process.env.EXPLAIN && i === 2 && text.includes(process.env.EXPLAIN)) {
            const e = await bench.raw.query(`explain (analyze, buffers) ${text}`, values)
            out.push(e.rows.map((x: Record<string, string>) => x['QUERY PLAN']).join('\n'))
          }
        }
        await bench.raw.query('commit')
      })
      const ask = asks2.get(login) as (a: object) => Promise<unknown>
      if (i < 2) continue
      const all: number[] = []
      for (let k = 0; k < 9; k++) {
        const t = performance.now()
        await ask({ method: 'GET', path })
        all.push(performance.now() - t)
      }
      all.sort((a, b) => a - b)
      const whole = all[4] as number
      if (i === 2) process.stdout.write(`\n## ${login} ${path}: whole ${whole.toFixed(0)} ms\n${out.join('\n')}\n`)
    }
  }
  await bench.close()
})
