import { expect, test } from 'vitest'
import { ROLES } from '../../platform/acting.ts'
import { usesApi } from './usesApi.ts'

test('接口说明 stands in the menu of who runs the system and of the city’s own office, and of nobody else', () => {
  const at = (role: string, regionName: string) =>
    usesApi({
      acting: { id: 1, name: '某岗', role, unitId: 2, unitName: '某单位', regionId: 3, regionName },
      cityName: '澜川市',
    })
  expect(ROLES.filter((role) => at(role, '澜川市'))).toEqual(['office', 'sysadmin'])
  expect(ROLES.filter((role) => at(role, '澜城区'))).toEqual(['sysadmin'])
  expect(usesApi({ acting: null, cityName: '澜川市' })).toBe(false)
})
