import { freezeStatement, signStatement } from '../../features/matters/statements/index.ts'
import { keepPhotos } from './photos.ts'
import type { Stage, Story } from './stage.ts'

/** 对账 of an earlier period: one signed by both sides on screen, one with a unit without access signed on paper (代签). */
export const statementStories = (stage: Stage): Story[] => [
  story(stage, { unit: '驻澜某部', office: 'sby', ago: 20, troop: 'zl' }),
  story(stage, { unit: '驻松某部', office: 'spx-sby', ago: 12 }),
]

type Made = { unit: string; office: string; ago: number; troop?: string }

const story = (stage: Stage, { unit, office, ago, troop }: Made): Story => ({
  name: `对账 ${unit}`,
  scenes: [
    {
      ago,
      by: office,
      act: async (ctx) => {
        const unitId = stage.unit(unit)
        const { id } = await freezeStatement(ctx, { unitId, untilOn: ctx.today, afterId: null })
        await signStatement(ctx, { id: id as number })
        return { id: id as number, version: 1, nodes: [] }
      },
    },
    {
      ago: ago - 1,
      by: troop ?? office,
      act: async (ctx, statement) => {
        const fileIds = troop ? [] : await keepPhotos(ctx, ['对账单签字页'])
        const slip = troop ? null : { signedOn: ctx.today, signer: '部队政治工作部门负责人', fileIds }
        await signStatement(ctx, { id: statement.id, slip })
        return statement
      },
    },
  ],
})
