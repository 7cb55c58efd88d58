/** A superior of a military unit 隶属 as recorded; `superiorId` null: it lies outside the city. `toOn`: first day no longer. */
export type Superior = { unitId: number; superiorId: number | null; fromOn: string; toOn: string | null }

const countsOn = (day: string, { fromOn, toOn }: { fromOn: string; toOn: string | null }): boolean =>
  fromOn <= day && (toOn === null || toOn > day)

/** The units above one, the nearest first, as of a day. Ends at a unit whose superior is outside or not recorded. */
export const unitsAbove = (edges: readonly Superior[], unitId: number, day: string): number[] => {
  const above: number[] = []
  for (let at: number | null = unitId; at !== null; ) {
    const edge = edges.find((one) => one.unitId === at && countsOn(day, one))
    at = edge?.superiorId ?? null
    if (at === null || at === unitId || above.includes(at)) return above
    above.push(at)
  }
  return above
}

/** Whether a superior set from a day on would put a unit above itself on that day or on any later one. */
export const makesLoop = (
  edges: readonly Superior[],
  { unitId, superiorId, fromOn }: { unitId: number; superiorId: number | null; fromOn: string },
): boolean => {
  if (superiorId === null) return false
  if (superiorId === unitId) return true
  const others = edges.filter((edge) => edge.unitId !== unitId)
  const days = [fromOn, ...others.map((edge) => edge.fromOn).filter((day) => day > fromOn)]
  return days.some((day) => unitsAbove(others, superiorId, day).includes(unitId))
}

/** The latest record of a unit or a place, and the day from which the next is to count. `toOn`: first day no longer. */
type Next = { last: { fromOn: string; toOn: string | null } | null; fromOn: string }

/**
 * A record that is to count from a day follows the latest: later closes it on that day, the same day corrects it, also where
 * it was ended on that very day; what lies before its begin or inside its time is refused, since a past that others relied
 * on is not rewritten.
 */
export const followsHow = ({ last, fromOn }: Next): 'first' | 'follows' | 'corrects' | 'too-early' => {
  if (last === null) return 'first'
  if (fromOn === last.fromOn) return 'corrects'
  if (fromOn < last.fromOn) return 'too-early'
  if (last.toOn === null) return 'follows'
  return fromOn >= last.toOn ? 'first' : 'too-early'
}

/** Levels at which a military body faces a place: 军分区 the city, 人武部 the county, 武装部 the township. */
export const facesLevel = (level: number): boolean => level >= 2 && level <= 4

/** What a place may lack on either side of 军地对口. */
export const JOINT_PARTS = ['office', 'group', 'civil-liaison', 'body', 'military-liaison', 'joint'] as const
export type JointPart = (typeof JOINT_PARTS)[number]

export type JointSides = {
  level: number
  office: string | null
  group: string | null
  civilLiaison: string | null
  body: string | null
  militaryLiaison: string | null
  isJoint: boolean
}

/**
 * What is missing at a place, civil side first. 军地合署办公 is asked of a city alone (考评标准 一/4: 地级以上市双拥办军地合署办公);
 * a township has no leading group of its own by rule.
 */
export const missingParts = (sides: JointSides): JointPart[] => {
  const lacks: Record<JointPart, boolean> = {
    office: sides.office === null,
    group: sides.level < 4 && sides.group === null,
    'civil-liaison': sides.office !== null && sides.civilLiaison === null,
    body: sides.body === null,
    'military-liaison': sides.body !== null && sides.militaryLiaison === null,
    joint: sides.level === 2 && sides.body !== null && !sides.isJoint,
  }
  return JOINT_PARTS.filter((part) => lacks[part])
}

/** Rows of a tree in the order in which it is read, each with its depth; what has no superior among them stands at the top. */
export const asTree = <Row extends { id: number; superiorId: number | null }>(
  rows: readonly Row[],
): (Row & { depth: number })[] => {
  const known = new Set(rows.map(({ id }) => id))
  const below = (id: number, depth: number): (Row & { depth: number })[] =>
    rows
      .filter(({ superiorId }) => superiorId === id)
      .flatMap((row) => [{ ...row, depth }, ...below(row.id, depth + 1)])
  return rows
    .filter(({ superiorId }) => superiorId === null || !known.has(superiorId))
    .flatMap((row) => [{ ...row, depth: 0 }, ...below(row.id, 1)])
}
