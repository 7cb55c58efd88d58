import * as z from 'zod'
import { Day, endpoint, Id, line, Version } from '../../../../platform/http/contract.ts'
import { nameProblems } from '../../../../platform/problem.ts'

const wrong = { error: '填大于零的数。' }
/** Kept with two places behind the point. */
const above = (most: number) =>
  z
    .number(wrong)
    .min(0.01, wrong)
    .max(most, { error: `最多 ${most}。` })
    .refine((value) => Math.round(value * 100) / 100 === value, { error: '小数最多两位。' })
const name = line('名称', 40)
/** Lines by name, each of which stands once: of two the calculator could not choose. */
const few = <Item extends z.ZodType<{ name: string }>>(item: Item) =>
  z
    .array(item)
    .max(20, { error: '最多 20 行。' })
    .superRefine((lines, context) => {
      const names = lines.map((one) => one.name.normalize('NFKC').replace(/\s/g, ''))
      for (const [at, of] of names.entries())
        if (names.indexOf(of) < at)
          context.addIssue({ code: 'custom', path: [at, 'name'], message: `“${lines[at]?.name}”写了两行，留一行。` })
    })
    .default([])

/** 义务兵家庭优待金本地标准, as the paper of the place says it. Nothing in it is known nationally. */
export const AddConscriptTable = z.object({
  fromOn: Day,
  base: above(1_000_000),
  baseWords: line('基数是什么', 40),
  percent: above(500),
  areas: few(z.object({ name, times: above(20) })),
  schooling: few(z.object({ name, yuan: above(1_000_000) })),
  merits: few(z.object({ name, percent: above(500) })),
  years: z.number(wrong).int(wrong).min(1, wrong).max(10, { error: '最多 10 年。' }),
  source: line('依据', 200),
  isVerified: z.boolean().default(false),
})
export type AddConscriptTable = z.output<typeof AddConscriptTable>

export const ConscriptTableShown = z.object({
  id: z.number(),
  regionId: z.number(),
  regionName: z.string(),
  fromOn: z.string(),
  base: z.number(),
  baseWords: z.string(),
  percent: z.number(),
  areas: z.array(z.object({ name: z.string(), times: z.number() })),
  schooling: z.array(z.object({ name: z.string(), yuan: z.number() })),
  merits: z.array(z.object({ name: z.string(), percent: z.number() })),
  years: z.number(),
  source: z.string(),
  isVerified: z.boolean(),
  mayEdit: z.boolean(),
  version: z.number(),
})
export type ConscriptTableShown = z.output<typeof ConscriptTableShown>

export const conscriptProblems = nameProblems({
  'conscript-day-taken': [409, '这一天已有标准', '这个地方从这一天起已有一份标准，先撤下再登记。'],
  'conscript-verified': [409, '已经核实', '这份标准已经核实，刷新后看现在的标准。'],
})

const tables = z.object({ rows: z.array(ConscriptTableShown) })

export const conscripts = {
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/conscript-tables', summary: '义务兵优待金本地标准' })
    .output(tables),
  add: endpoint('registers:import')
    .route({ method: 'POST', path: '/conscript-tables', summary: '登记义务兵优待金标准' })
    .input(AddConscriptTable)
    .output(ConscriptTableShown),
  verify: endpoint('registers:import')
    .route({ method: 'POST', path: '/conscript-tables/{id}/verify', summary: '核实义务兵优待金标准' })
    .input(z.object({ id: Id, version: Version }))
    .output(ConscriptTableShown),
  withdraw: endpoint('registers:import')
    .route({ method: 'POST', path: '/conscript-tables/{id}/withdraw', summary: '撤下义务兵优待金标准' })
    .input(z.object({ id: Id, version: Version, reason: line('原因', 200) }))
    .output(tables),
}
