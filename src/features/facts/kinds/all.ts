import { activity } from './activity.ts'
import { campaign } from './campaign.ts'
import { ceremony } from './ceremony.ts'
import { discipline } from './discipline.ts'
import { education } from './education.ts'
import { inspection } from './inspection.ts'
import { joint } from './joint.ts'
import type { FactKind, Side } from './kind.ts'
import { meeting } from './meeting.ts'
import { mission } from './mission.ts'
import { money } from './money.ts'
import { project } from './project.ts'
import { publicity } from './publicity.ts'
import { training } from './training.ts'
import { troopEducation } from './troop-education.ts'
import { visit } from './visit.ts'

export * from './kind.ts'

/** Every kind of facts, in the order of filters and forms. A new one is a file and its line here, and nothing else. */
export const FACT_KINDS: FactKind[] = [
  visit,
  meeting,
  activity,
  campaign,
  education,
  training,
  troopEducation,
  discipline,
  publicity,
  money,
  mission,
  project,
  ceremony,
  joint,
  inspection,
]

/** The kind with this code. A record of a kind that the program no longer has keeps its words and shows its code. */
export const kindOf = (code: string): FactKind | undefined => FACT_KINDS.find((kind) => kind.code === code)

export const kindName = (code: string): string => kindOf(code)?.name ?? code

const within = (only: readonly string[] | undefined, direction: string | null): boolean =>
  only === undefined || (direction !== null && only.includes(direction))

/** The fields and amounts of a kind in one direction. */
export const fieldsOf = (kind: FactKind, direction: string | null) =>
  kind.fields.filter((field) => within(field.directions, direction))
export const quantitiesOf = (kind: FactKind, direction: string | null) =>
  kind.quantities.filter((quantity) => within(quantity.directions, direction))

/** The directions of a kind that somebody who acts for these sides may enter. */
export const directionsFor = (kind: FactKind | undefined, sides: readonly Side[]) =>
  kind?.directions?.filter(([, , side]) => sides.includes(side)) ?? []

/** A direction of a kind in words; empty where the kind has none. */
export const directionName = (kind: FactKind | undefined, direction: string | null): string =>
  kind?.directions?.find(([key]) => key === direction)?.[1] ?? direction ?? ''
