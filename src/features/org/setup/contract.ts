import * as z from 'zod'
import { endpoint, line } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

export const Division = z.object({ code: z.string(), name: z.string() })

export const CityMode = z.object({
  /** `sample` 演示城市, `real` set up for good, `empty` neither. */
  kind: z.enum(['sample', 'real', 'empty']),
  cityName: z.string().nullable(),
  code: z.string().nullable(),
})

/** What will be created, before it is. */
export const CityPreview = z.object({
  code: z.string(),
  name: z.string(),
  provinceName: z.string(),
  /** Whole tree below it. */
  counties: z.number(),
  townships: z.number(),
  villages: z.number(),
  marks: z.object({ park: z.number(), zone: z.number(), virtual: z.number() }),
  units: z.number(),
  duties: z.number(),
  /** Counties (of a county: townships) by name in official order. */
  below: z.array(z.object({ name: z.string(), mark: z.string().nullable(), places: z.number() })),
})
export type CityPreview = z.output<typeof CityPreview>

const Code = z.string().regex(/^\d{2,12}$/, { error: '区划代码只有数字。' })

export const SetUpCity = z.object({
  code: Code,
  /** The city's whole name typed by hand: the sample is closed for good. */
  confirmName: line('城市名称', 60),
})
export type SetUpCity = z.output<typeof SetUpCity>

/** The one-time password of the office's first person; shown once, kept nowhere. */
export const CitySetUp = z.object({
  cityName: z.string(),
  counts: z.object({ regions: z.number(), units: z.number(), duties: z.number() }),
  /** `kept`: the three administrators stay who they are; `file`: their secrets lie in a file on the server. */
  administrators: z.enum(['kept', 'file']),
  accounts: z.array(z.object({ login: z.string(), name: z.string(), postName: z.string(), password: z.string() })),
})
export type CitySetUp = z.output<typeof CitySetUp>

export const setupProblems = nameProblems({
  'already-real': [409, '城市已设立', '真实城市已经设立，演示城市已永久关闭，不能再设一次。'],
  'name-differs': [422, '名称不一致', '输入的名称与所选城市不一致，逐字照写后再设立。'],
  'unknown-division': [422, '没有这个区划', '没有这个代码的市或县，从列表里重新选。'],
})

export const setup = {
  state: endpoint('org:read').route({ method: 'GET', path: '/setup', summary: '城市是演示还是真实' }).output(CityMode),
  provinces: endpoint('setup:write')
    .route({ method: 'GET', path: '/setup/provinces', summary: '省份' })
    .output(z.array(Division)),
  cities: endpoint('setup:write')
    .route({ method: 'GET', path: '/setup/cities', summary: '一个省的市' })
    .input(z.object({ province: Code }))
    .output(z.array(Division)),
  counties: endpoint('setup:write')
    .route({ method: 'GET', path: '/setup/counties', summary: '一个市的县' })
    .input(z.object({ city: Code }))
    .output(z.array(Division)),
  preview: endpoint('setup:write')
    .route({ method: 'GET', path: '/setup/preview', summary: '设立前预览' })
    .input(z.object({ code: Code }))
    .output(CityPreview),
  create: endpoint('setup:write', { sensitive: true })
    .route({ method: 'POST', path: '/setup', summary: '设立真实城市' })
    .input(SetUpCity)
    .output(CitySetUp),
}
