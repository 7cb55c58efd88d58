import { expect, test } from 'vitest'
import dutyLines from '../data/duties.json' with { type: 'json' }
import { isTroopAlias, levelWord } from '../units/rules.ts'
import { plannedMembers, shortRegionName } from './rules.ts'

test('units are named for the level that is set up', () => {
  const namesAt = (city: string, level: number) => plannedMembers(dutyLines, city, level).map(({ name }) => name)
  expect(namesAt('赣州市', 2)).toContain('市教育局')
  expect(namesAt('兴国县', 3)).toEqual(
    expect.arrayContaining(['县教育局', '县委办公室', '共青团县委', '县人民法院', '人民武装部']),
  )
  expect(namesAt('湘西土家族苗族自治州', 2)).toContain('州教育局')
  expect(namesAt('章贡区', 3).filter((name) => name.startsWith('市'))).toEqual([])
})

test('every duty comes with its source, and the military body is on the military side', () => {
  const members = plannedMembers(dutyLines, '赣州市', 2)
  expect(members.flatMap(({ duties }) => duties).every(({ source }) => source.length > 0)).toBe(true)
  expect(members.filter(({ side }) => side === 'military').map(({ name }) => name)).toEqual(['军分区'])
  for (const { name, duties } of members)
    expect(new Set(duties.map(({ phrase }) => phrase)).size, name).toBe(duties.length)
})

test('a place is called by its level word and its short name', () => {
  expect(['赣州市', '兴国县', '章贡区', '恩施土家族苗族自治州', '锡林郭勒盟', '阿里地区'].map(levelWord)).toEqual([
    '市',
    '县',
    '区',
    '州',
    '盟',
    '地区',
  ])
  expect(shortRegionName('赣州市', 2)).toBe('赣州')
  expect(shortRegionName('东区', 3)).toBe('东区')
  expect(shortRegionName('青山村民委员会', 5)).toBe('青山村')
  expect(shortRegionName('青山村村民委员会', 5)).toBe('青山村')
  expect(shortRegionName('东门社区居民委员会', 5)).toBe('东门社区')
})

test('an alias hides the designation, a published name stands', () => {
  expect(['驻澜某部', '松坪县人民武装部', '军分区'].every(isTroopAlias)).toBe(true)
  expect(['雷达站', '驻澜某部12', '某部九五三一分队'].some(isTroopAlias)).toBe(false)
})
