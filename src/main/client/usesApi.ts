import type { ScreenSession } from '../../platform/client/api.tsx'

/** Whose menu has 接口说明: who lets other programs in, which is who runs the system and the city's own 双拥办. */
export const usesApi = ({ acting, cityName }: Pick<ScreenSession, 'acting' | 'cityName'>): boolean =>
  acting?.role === 'sysadmin' || (acting?.role === 'office' && acting.regionName === cityName)
