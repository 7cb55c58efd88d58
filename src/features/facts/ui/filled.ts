import type { ShownFile, UnitOption } from '../../../platform/ui/index.ts'
import type { FactDetail, RecordFact } from '../contract.ts'
import { type FactKind, type FactPart, fieldsOf, quantitiesOf } from '../kinds/all.ts'
import type { Qualifier } from '../rules.ts'
import type { NamedFamily } from './FamiliesField.tsx'

export type Amount = { text: string; qualifier: Qualifier | null }

/** What the form holds while it is filled in. */
export type Filled = {
  kind: string
  direction: string
  title: string
  body: string
  startsOn: string | null
  endsOn: string | null
  region: UnitOption | null
  place: string
  fields: Record<string, string>
  amounts: Record<string, Amount>
  units: Record<FactPart, readonly UnitOption[]>
  forUnit: UnitOption | null
  campaignId: string
  promise: string
  promiseOn: string | null
  promiseUnit: UnitOption | null
  households: readonly NamedFamily[]
}

export const option = ({ id, name }: { id: number; name: string }): UnitOption => ({ id: String(id), name })

/** What another screen fills in beforehand. */
export type FactPreset = {
  kind: string
  direction: string
  region?: { id: number; name: string }
  households?: readonly NamedFamily[]
  place?: string
  title?: string
  startsOn?: string
  files?: readonly ShownFile[]
  channel?: RecordFact['channel']
}

export const filledFrom = (
  fact: FactDetail | undefined,
  region: UnitOption | null,
  today: string,
  kind: string,
  preset?: FactPreset,
): Filled => ({
  kind: fact?.kind ?? preset?.kind ?? kind,
  direction: fact?.direction ?? preset?.direction ?? '',
  title: fact?.title ?? preset?.title ?? '',
  body: fact?.body ?? '',
  startsOn: fact?.startsOn ?? preset?.startsOn ?? today,
  endsOn: fact && fact.endsOn !== fact.startsOn ? fact.endsOn : null,
  region: fact ? option(fact.region) : preset?.region ? option(preset.region) : region,
  place: fact?.place ?? preset?.place ?? '',
  fields: fact?.fields ?? {},
  amounts: Object.fromEntries(
    (fact?.quantities ?? []).map(({ key, value, qualifier }) => [key, { text: String(value), qualifier }]),
  ),
  units: {
    host: fact?.units.filter(({ part }) => part === 'host').map(option) ?? [],
    join: fact?.units.filter(({ part }) => part === 'join').map(option) ?? [],
    object: fact?.units.filter(({ part }) => part === 'object').map(option) ?? [],
  },
  forUnit: fact?.forUnit ? option(fact.forUnit) : null,
  campaignId: fact?.campaign ? String(fact.campaign.id) : '',
  promise: fact?.promise ?? '',
  promiseOn: fact?.promiseOn ?? null,
  promiseUnit: fact?.promiseUnit ? option(fact.promiseUnit) : null,
  households: fact?.households ?? preset?.households ?? [],
})

/** As the server takes it: only what the kind asks for in this direction. */
export const asRecord = (
  kind: FactKind,
  filled: Filled,
  files: readonly { id: string }[],
  channel: RecordFact['channel'] = 'form',
): RecordFact => {
  const direction = kind.directions ? filled.direction || null : null
  const asked = quantitiesOf(kind, direction)
  const promise = kind.isBare ? null : filled.promise.trim() || null
  return {
    kind: kind.code,
    direction,
    title: kind.isBare ? '' : filled.title.trim(),
    body: kind.isBare ? '' : filled.body.trim(),
    regionId: Number(filled.region?.id ?? 0),
    place: kind.isCountyOnly ? '' : filled.place.trim(),
    startsOn: filled.startsOn ?? '',
    endsOn: kind.days === 'span' ? filled.endsOn : null,
    fields: Object.fromEntries(
      fieldsOf(kind, direction).flatMap(({ key }) => (filled.fields[key] ? [[key, filled.fields[key].trim()]] : [])),
    ),
    quantities: asked.flatMap(({ key }) => {
      const amount = filled.amounts[key]
      return amount?.text.trim()
        ? [{ key, value: Number(amount.text.replaceAll(/[,，\s]/g, '')), qualifier: amount.qualifier }]
        : []
    }),
    units: kind.parts.flatMap((part) => filled.units[part].map(({ id }) => ({ unitId: Number(id), part }))),
    householdIds: kind.takesHouseholds ? filled.households.map(({ id }) => id) : [],
    files: files.map(({ id }) => ({ fileId: Number(id), caption: '' })),
    campaignId: filled.campaignId && !kind.isCampaign ? Number(filled.campaignId) : null,
    promise,
    promiseOn: promise ? filled.promiseOn : null,
    promiseUnitId: promise && filled.promiseUnit ? Number(filled.promiseUnit.id) : null,
    forUnitId: filled.forUnit ? Number(filled.forUnit.id) : null,
    replacesId: null,
    channel,
    isDraft: false,
  }
}

/** Names of the fields by the pointers of the contract. */
export const labelsOf = (kind: FactKind): Record<string, string> => ({
  kind: '类别',
  direction: '方向',
  title: '名称',
  body: '经过',
  regionId: '地方',
  place: '地点',
  startsOn: '哪天',
  endsOn: '结束日',
  units: '单位',
  householdIds: '走访的户',
  forUnitId: '部队',
  files: '附件',
  promise: '承诺',
  promiseOn: '承诺日',
  promiseUnitId: '承诺单位',
  campaignId: '专题活动',
  ...Object.fromEntries(kind.fields.map(({ key, label }) => [`fields.${key}`, label])),
  ...Object.fromEntries(kind.quantities.map(({ key, label }) => [`quantities.${key}`, label])),
})
