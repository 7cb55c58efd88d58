import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadTree, markOf, openDivisions, type RegionSeed } from './index.ts'

const dir = fileURLToPath(new URL('.', import.meta.url))
const divisions = openDivisions(dir)

const countOf = (seeds: RegionSeed[], level: number): number => seeds.filter((seed) => seed.level === level).length

const expectSound = (seeds: RegionSeed[]): void => {
  const codes = new Set(seeds.map((seed) => seed.code))
  expect(codes.size).toBe(seeds.length)
  const seen = new Set<string>()
  for (const { code, parentCode, name } of seeds) {
    if (!/^\d{12}$/.test(code) || name === '') throw new Error(`bad row ${code} ${name}`)
    if (seen.size > 0 && !(parentCode && seen.has(parentCode))) throw new Error(`no parent before ${code}`)
    seen.add(code)
  }
  expect(seeds[0]?.parentCode).toBeNull()
}

describe('the national divisions', () => {
  it('lead from the province to the county', async () => {
    const provinces = await divisions.listProvinces()
    expect(provinces).toHaveLength(31)
    const jiangxi = provinces.find(({ name }) => name === '江西省')
    expect(jiangxi?.code).toBe('360000000000')
    const cities = await divisions.listCities('360000000000')
    expect(cities).toHaveLength(11)
    expect(cities).toContainEqual({ code: '360700000000', name: '赣州市', mark: null })
    expect(await divisions.listCounties('360700000000')).toHaveLength(18)
  })

  it('hold 赣州市 with 18 counties, 310 townships and 4,081 villages', async () => {
    const seeds = await divisions.loadTree('360700000000')
    expect(seeds[0]).toEqual({ code: '360700000000', name: '赣州市', level: 2, parentCode: null, mark: null })
    expect([countOf(seeds, 3), countOf(seeds, 4), countOf(seeds, 5)]).toEqual([18, 310, 4081])
    expectSound(seeds)
    expect(seeds.find(({ name }) => name === '赣州经济技术开发区')).toMatchObject({ level: 4, mark: 'park' })
    expect(seeds.find(({ name }) => name === '安基山林场')).toMatchObject({ level: 4, mark: 'zone' })
    const virtual = seeds.filter(({ mark }) => mark === 'virtual')
    expect(virtual.length).toBeGreaterThan(10)
    expect(virtual.every(({ level }) => level >= 4)).toBe(true)
    expect(seeds.filter(({ name, mark }) => /虚拟|类似/u.test(name) && mark !== 'virtual')).toEqual([])
  })

  it('hold one county of it alone', async () => {
    const city = await divisions.loadTree('360700000000')
    const county = await divisions.loadTree('360702000000')
    expect(county[0]).toMatchObject({ code: '360702000000', level: 3, parentCode: null })
    expect(county.slice(1)).toEqual(city.filter(({ code }) => code.startsWith('360702') && code !== '360702000000'))
    expect(await divisions.ancestorsOf('360702000000')).toMatchObject([
      { name: '江西省' },
      { name: '赣州市', level: 2 },
    ])
    expectSound(county)
  })

  it('are found from anywhere in the program', async () => {
    expect(await loadTree('360702000000')).toEqual(await divisions.loadTree('360702000000'))
  })

  it('hang the towns of a city without counties under the city', async () => {
    const seeds = await divisions.loadTree('441900000000')
    expectSound(seeds)
    expect(countOf(seeds, 3)).toBe(0)
    expect(seeds.find(({ level }) => level === 4)?.parentCode).toBe('441900000000')
    expect(await divisions.listCounties('441900000000')).toEqual([])
  })

  it('give the headings of municipalities and provinces a name', async () => {
    expect(await divisions.listCities('110000000000')).toMatchObject([{ name: '北京市（市辖区）' }])
    expect((await divisions.listCities('420000000000')).at(-1)?.name).toBe('湖北省直辖县（市）')
  })

  it('are whole: 620,572 villages, no code twice, in every province', async () => {
    let villages = 0
    for (const province of await divisions.listProvinces()) {
      for (const city of await divisions.listCities(province.code)) {
        const seeds = await divisions.loadTree(city.code)
        expectSound(seeds)
        villages += countOf(seeds, 5)
      }
    }
    expect(villages).toBe(620_572)
  }, 180_000)

  it('refuse a code that is none', async () => {
    for (const code of ['999999000000', '3607', '360702001000', '../x', '360000000000']) {
      await expect(divisions.loadTree(code)).rejects.toThrow(RangeError)
    }
  })

  it('stay small', () => {
    const bytes = readdirSync(dir).reduce((sum, file) => sum + statSync(join(dir, file)).size, 0)
    expect(bytes).toBeLessThan(12 * 1024 * 1024)
  })
})

describe('marks', () => {
  it.each([
    ['130171000000', '石家庄高新技术产业开发区', 'zone'],
    ['310115000000', '浦东新区', null],
    ['360702400000', '赣州经济技术开发区', 'park'],
    ['360702401000', '沙河工业园', 'park'],
    ['360783500000', '安基山林场', 'zone'],
    ['360702001000', '解放街道', null],
    ['340711198000', '郊区直辖村级区划', 'virtual'],
    ['110112009498', '文景街道虚拟社区', 'virtual'],
    ['360783500598', '安基山林场生活区', 'virtual'],
    ['360702001001', '某某社区居委会', null],
    ['652801100498', '某某村委会', null],
  ])('%s %s: %s', (code, name, mark) => {
    expect(markOf(code, name)).toBe(mark)
  })
})
