export const listChoices = {
  provinces: async (): Promise<{ code: string; name: string }[]> => [],
  cities: async (_province: string): Promise<{ code: string; name: string }[]> => [],
  counties: async (_city: string): Promise<{ code: string; name: string }[]> => [],
}
import type { PlannedRegion } from './store.ts'
export const cityTree = async (
  _code: string,
): Promise<{ province: PlannedRegion; city: PlannedRegion; regions: PlannedRegion[] } | null> => null
