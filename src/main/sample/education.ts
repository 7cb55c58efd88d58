import { saveEducationPlan } from '../../features/facts/education/index.ts'
import type { Stage } from './stage.ts'

/** What the city and a county planned of 国防教育 for the year; the other counties did not say yet. */
export const layEducation = async (stage: Stage): Promise<void> => {
  const year = Number(stage.today.slice(0, 4))
  for (const [login, audience, sessions, hours, content] of [
    ['sby', 'schools', [2, 3, 4, 3], [4, 6, 8, 6], '开学第一课、军训和烈士纪念日主题课。'],
    ['sby', 'cadres', [1, 1, 1, 1], [2, 2, 2, 2], '每季度一次专题学习。'],
    ['lcq-sby', 'schools', [1, 1, 2, 1], [2, 2, 4, 2], '进校园宣讲。'],
  ] as const) {
    const ctx = stage.at(login, { day: stage.day(-100), minute: 560 })
    const regionId = ctx.acting.regionId
    await saveEducationPlan(ctx, {
      ...{ regionId, year, audience, sessions: [...sessions], hours: [...hours], content, version: 0 },
    })
  }
}
