import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { asClientProblem, type ClientProblem, useMay, useSession } from '../../../platform/client/api.tsx'
import { sendFile, shownFile } from '../../../platform/client/files.ts'
import {
  Button,
  ChoiceSelect,
  DayPicker,
  Dialog,
  Field,
  type FieldProblem,
  FileDrop,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
  type ShownFile,
  TextArea,
  TextInput,
  toast,
  UNCLASSIFIED,
  type UnitOption,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import type { FactDetail, RecordFact } from '../contract.ts'
import {
  FACT_KINDS,
  type FactKind,
  type FactPart,
  type FactQuantity,
  fieldsOf,
  kindOf,
  quantitiesOf,
} from '../kinds/all.ts'
import { mayEnter, QUALIFIERS, type Qualifier, wrongIn } from '../rules.ts'
import { useFacts, useFindPlaces, useFindUnits, useKeepFact } from './data.ts'
import { FamiliesField, type NamedFamily } from './FamiliesField.tsx'
import { PART_LABELS } from './labels.ts'
import { factsHref } from './search.ts'

type Amount = { text: string; qualifier: Qualifier | null }

/** What the form holds while it is filled in. */
type Filled = {
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

const option = ({ id, name }: { id: number; name: string }): UnitOption => ({ id: String(id), name })

/** What another screen fills in beforehand. */
export type FactPreset = {
  kind: string
  direction: string
  region: { id: number; name: string }
  households: readonly NamedFamily[]
}

const filledFrom = (
  fact: FactDetail | undefined,
  region: UnitOption | null,
  today: string,
  kind: string,
  preset?: FactPreset,
): Filled => ({
  kind: fact?.kind ?? preset?.kind ?? kind,
  direction: fact?.direction ?? preset?.direction ?? '',
  title: fact?.title ?? '',
  body: fact?.body ?? '',
  startsOn: fact?.startsOn ?? today,
  endsOn: fact && fact.endsOn !== fact.startsOn ? fact.endsOn : null,
  region: fact ? option(fact.region) : preset ? option(preset.region) : region,
  place: fact?.place ?? '',
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
const asRecord = (kind: FactKind, filled: Filled, files: readonly ShownFile[]): RecordFact => {
  const direction = kind.directions ? filled.direction || null : null
  const asked = quantitiesOf(kind, direction)
  return {
    kind: kind.code,
    direction,
    title: filled.title.trim(),
    body: filled.body.trim(),
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
    promise: filled.promise.trim() || null,
    promiseOn: filled.promise.trim() ? filled.promiseOn : null,
    promiseUnitId: filled.promise.trim() && filled.promiseUnit ? Number(filled.promiseUnit.id) : null,
    forUnitId: filled.forUnit ? Number(filled.forUnit.id) : null,
    replacesId: null,
    channel: 'form',
    isDraft: false,
  }
}

/** Names of the fields by the pointers of the contract. */
const labelsOf = (kind: FactKind): Record<string, string> => ({
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

/** 记一条: the form is made from the kind's own file; a fact given is corrected, or replaced by another. */
export const FactForm = ({
  fact,
  isReplacing,
  preset,
  onClose,
}: {
  fact?: FactDetail
  isReplacing?: boolean
  preset?: FactPreset
  onClose: (made?: FactDetail) => void
}) => {
  const api = useFacts()
  const keep = useKeepFact()
  const { acting, today } = useSession()
  const role = (acting?.role ?? 'leader') as Role
  const seesFamilies = useMay('registers:read')
  const kinds = FACT_KINDS.filter((one) => mayEnter(one, role))
  const own = acting ? { id: acting.regionId, name: acting.regionName } : null
  const [filled, setFilled] = useState(() =>
    filledFrom(fact, own ? option(own) : null, today, kinds[0]?.code ?? '', preset),
  )
  const [files, setFiles] = useState<readonly ShownFile[]>(fact?.files.map((file) => shownFile(file, today)) ?? [])
  const [sending, setSending] = useState(0)
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [times, setTimes] = useState(0)
  const [busy, setBusy] = useState<'record' | 'draft' | null>(null)
  const findPlaces = useFindPlaces(own)
  const findUnits = useFindUnits()
  const kind = kindOf(filled.kind) ?? kinds[0]
  if (!kind) return null
  const labels = labelsOf(kind)
  const refused = fieldProblemsOf(problem, labels)
  const problems = missing.length > 0 ? missing : refused.fields
  const errorOf = (name: string) => problems.find((one) => one.name === name)?.detail
  const change = (part: Partial<Filled>) => setFilled((now) => ({ ...now, ...part }))
  const direction = kind.directions ? filled.direction || null : null
  const isCorrecting = fact !== undefined && !isReplacing
  const isNewOrDraft = !isCorrecting || fact.state === 'draft'

  const send = async (as: 'record' | 'draft') => {
    const record = asRecord(kind, filled, files)
    const found = [
      ...(filled.region ? [] : [{ pointer: '/regionId', detail: '还没有选地方。' }]),
      ...(filled.startsOn ? [] : [{ pointer: '/startsOn', detail: '还没有填哪天。' }]),
      ...(sending > 0 ? [{ pointer: '/files', detail: `还有 ${sending} 份文件没有传完，传完再按一次。` }] : []),
      ...(record.startsOn ? wrongIn(kind, record, today, as === 'draft') : []),
      ...record.quantities.flatMap(({ key, value }) =>
        Number.isNaN(value) ? [{ pointer: `/quantities/${key}`, detail: '填数字。' }] : [],
      ),
    ]
    const lacking = found.map(({ pointer, detail }) => {
      const name = pointer.slice(1).replaceAll('/', '.')
      return { name, label: labels[name] ?? '填写', detail }
    })
    setMissing(lacking.filter((one, at) => lacking.findIndex(({ name }) => name === one.name) === at))
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (lacking.length > 0 || busy) return
    setBusy(as)
    try {
      const made = await write(record, as)
      keep(made)
      const words = made.state === 'draft' ? '草稿已存下，只有本单位看得到。' : `已存下，编号 ${made.code}。`
      toast.done(words, { label: '打开', href: factsHref({ open: made.id }) })
      onClose(made)
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(null)
    }
  }

  const write = async (record: RecordFact, as: 'record' | 'draft'): Promise<FactDetail> => {
    if (!isCorrecting)
      return api.record({ ...record, isDraft: as === 'draft', replacesId: isReplacing ? (fact?.id ?? null) : null })
    const { replacesId: _, channel: _channel, isDraft: _isDraft, ...words } = record
    const captions = new Map(fact.files.map(({ id, caption }) => [id, caption]))
    const kept = words.files.map(({ fileId }) => ({ fileId, caption: captions.get(fileId) ?? '' }))
    const saved = await api.correct({ ...words, files: kept, id: fact.id, version: fact.version })
    const isOn = as === 'record' && (saved.state === 'draft' || saved.state === 'returned')
    return isOn ? api.step({ id: saved.id, step: 'record', version: saved.version }) : saved
  }

  const title = isReplacing ? '另记一条替换' : isCorrecting ? '改一改' : '记一条'
  return (
    <Dialog
      open
      wide
      onClose={() => onClose()}
      title={title}
      onSend={() => void send('record')}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy === 'record'}>
            存下
          </Button>
          {isNewOrDraft && !isReplacing ? (
            <Button busy={busy === 'draft'} onClick={() => void send('draft')}>
              存草稿
            </Button>
          ) : null}
          <Button kind="text" onClick={() => onClose()}>
            不记了
          </Button>
        </>
      }
    >
      <FormErrors problems={problems} times={times} />
      {refused.rest && missing.length === 0 ? <ProblemNote problem={refused.rest} /> : null}
      <Note>{UNCLASSIFIED}。部队用代称，不写人员姓名、电话、证件号。</Note>
      <div className="fact-form-two">
        <Field name="kind" label="类别" error={errorOf('kind')} help={kind.help}>
          <ChoiceSelect
            value={kind.code}
            onText={(code) => change({ kind: code, direction: '' })}
            options={kinds.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Field>
        {kind.directions ? (
          <Field name="direction" label="方向" error={errorOf('direction')}>
            <ChoiceSelect
              value={filled.direction}
              unset="选方向"
              onText={(value) => change({ direction: value })}
              options={kind.directions.map(([value, label]) => ({ value, label }))}
            />
          </Field>
        ) : null}
        <Field
          name="startsOn"
          label={kind.days === 'month' ? '月份（选当月任一天）' : kind.days === 'span' ? '开始日' : '哪天'}
          error={errorOf('startsOn')}
        >
          <DayPicker value={filled.startsOn} today={today} max={today} onChange={(day) => change({ startsOn: day })} />
        </Field>
        {kind.days === 'span' ? (
          <Field name="endsOn" label="结束日" optional help="当天的事不用填。" error={errorOf('endsOn')}>
            <DayPicker
              value={filled.endsOn}
              today={today}
              min={filled.startsOn ?? undefined}
              max={kind.isCampaign ? undefined : today}
              onChange={(day) => change({ endsOn: day })}
            />
          </Field>
        ) : null}
        <Field
          name="regionId"
          label="地方"
          error={errorOf('regionId')}
          help={kind.isCountyOnly ? '只到县区。' : undefined}
        >
          <UnitPicker
            placeholder="输入地名"
            find={findPlaces}
            value={filled.region}
            onChange={(region) => change({ region })}
          />
        </Field>
        {kind.isCountyOnly ? null : (
          <Field name="place" label="地点" optional error={errorOf('place')}>
            <TextInput value={filled.place} maxLength={100} onText={(place) => change({ place })} />
          </Field>
        )}
      </div>
      <Field name="title" label="名称" optional help="不填就按类别和对象取名。" error={errorOf('title')}>
        <TextInput value={filled.title} maxLength={120} onText={(text) => change({ title: text })} />
      </Field>
      {kind.takesHouseholds && seesFamilies ? (
        <FamiliesField
          value={filled.households}
          regionId={filled.region ? Number(filled.region.id) : undefined}
          onChange={(families) => change({ households: families })}
          error={errorOf('householdIds')}
        />
      ) : null}
      <UnitFields kind={kind} filled={filled} change={change} errorOf={errorOf} role={role} />
      <KindFields kind={kind} direction={direction} filled={filled} change={change} errorOf={errorOf} />
      <Field name="body" label="经过" optional error={errorOf('body')}>
        <TextArea rows={3} value={filled.body} onText={(body) => change({ body })} />
      </Field>
      <Amounts kind={kind} direction={direction} filled={filled} change={change} errorOf={errorOf} />
      {kind.isCampaign ? null : <CampaignField filled={filled} change={change} error={errorOf('campaignId')} />}
      <div className="fact-form-two">
        <Field
          name="promise"
          label="承诺"
          optional
          help="当场答应了什么，存下就转成一件事项。"
          error={errorOf('promise')}
        >
          <TextInput value={filled.promise} maxLength={300} onText={(promise) => change({ promise })} />
        </Field>
        {filled.promise ? (
          <Field name="promiseOn" label="承诺日" optional error={errorOf('promiseOn')}>
            <DayPicker
              value={filled.promiseOn}
              today={today}
              min={filled.startsOn ?? undefined}
              onChange={(day) => change({ promiseOn: day })}
            />
          </Field>
        ) : null}
        {filled.promise ? (
          <Field
            name="promiseUnitId"
            label="承诺单位"
            optional
            help="存下后转成一件事项，由它牵头；不选由双拥办交办。"
            error={errorOf('promiseUnitId')}
          >
            <UnitPicker
              find={findUnits}
              value={filled.promiseUnit}
              onChange={(promiseUnit) => change({ promiseUnit })}
            />
          </Field>
        ) : null}
      </div>
      <Field
        name="files"
        label={kind.files?.word ?? '附件'}
        optional={!kind.files?.isExpected}
        group
        error={errorOf('files')}
        help={kind.files?.isExpected ? '没有附的，核对时会先看到。' : undefined}
      >
        <FileDrop
          files={files}
          upload={sendFile(today)}
          onAdd={(file) => setFiles((now) => [...now.filter(({ id }) => id !== file.id), file])}
          onRemove={(file) => setFiles((now) => now.filter(({ id }) => id !== file.id))}
          onSending={setSending}
          label="附件"
        />
      </Field>
    </Dialog>
  )
}

type PartProps = {
  kind: FactKind
  filled: Filled
  change: (part: Partial<Filled>) => void
  errorOf: (name: string) => string | undefined
}

const UnitFields = ({ kind, filled, change, errorOf, role }: PartProps & { role: Role }) => {
  const findAll = useFindUnits()
  const findTroops = useFindUnits('military')
  return (
    <>
      {kind.isMilitary && role !== 'troop' ? (
        <Field name="forUnitId" label="哪个部队（代录）" error={errorOf('forUnitId')} help="记作代录，在各处标明。">
          <UnitPicker find={findTroops} value={filled.forUnit} onChange={(forUnit) => change({ forUnit })} />
        </Field>
      ) : null}
      {kind.parts.map((part) => (
        <Field
          key={part}
          name={part === kind.parts[0] ? 'units' : `units-${part}`}
          label={part === 'object' ? '对象单位' : `${PART_LABELS[part]}单位`}
          optional
          help={part === 'host' ? '不填就是本单位。' : undefined}
          error={part === kind.parts[0] ? errorOf('units') : undefined}
        >
          <UnitPicker
            many
            find={findAll}
            value={filled.units[part]}
            onChange={(chosen) => change({ units: { ...filled.units, [part]: chosen } })}
          />
        </Field>
      ))}
    </>
  )
}

const KindFields = ({ kind, direction, filled, change, errorOf }: PartProps & { direction: string | null }) => (
  <>
    {fieldsOf(kind, direction).map(({ key, label, type, choices = [], required, most = 200, help }) => {
      const value = filled.fields[key] ?? ''
      const set = (text: string) => change({ fields: { ...filled.fields, [key]: text } })
      return (
        <Field
          key={key}
          name={`fields.${key}`}
          label={label}
          optional={!required}
          help={help}
          error={errorOf(`fields.${key}`)}
        >
          {type === 'choice' ? (
            <ChoiceSelect
              value={value}
              unset={required ? `选${label}` : '不选'}
              onText={set}
              options={choices.map(([choice, words]) => ({ value: choice, label: words }))}
            />
          ) : type === 'prose' ? (
            <TextArea rows={2} value={value} maxLength={most} onText={set} />
          ) : (
            <TextInput value={value} maxLength={most} onText={set} />
          )}
        </Field>
      )
    })}
  </>
)

const Amounts = ({ kind, direction, filled, change, errorOf }: PartProps & { direction: string | null }) => {
  const asked = quantitiesOf(kind, direction)
  if (asked.length === 0) return null
  return (
    <div className="fact-form-two">
      {asked.map((quantity) => (
        <AmountField
          key={quantity.key}
          quantity={quantity}
          amount={filled.amounts[quantity.key] ?? { text: '', qualifier: null }}
          error={errorOf(`quantities.${quantity.key}`)}
          onChange={(amount) => change({ amounts: { ...filled.amounts, [quantity.key]: amount } })}
        />
      ))}
    </div>
  )
}

const AmountField = ({
  quantity: { key, label, unit, required },
  amount,
  error,
  onChange,
}: {
  quantity: FactQuantity
  amount: Amount
  error: string | undefined
  onChange: (amount: Amount) => void
}) => (
  <Field name={`quantities.${key}`} label={`${label}（${unit}）`} optional={!required} error={error}>
    <span className="fact-amount-row">
      <TextInput inputMode="decimal" value={amount.text} onText={(text) => onChange({ ...amount, text })} />
      <ChoiceSelect
        id={`field-quantities-${key}-about`}
        aria-label={`${label}是否约数`}
        value={amount.qualifier ?? ''}
        unset="准数"
        onText={(about) => onChange({ ...amount, qualifier: (about || null) as Qualifier | null })}
        options={QUALIFIERS.map((value) => ({ value, label: value }))}
      />
    </span>
  </Field>
)

/** Campaigns that the fact may belong to, the latest first. */
const CampaignField = ({
  filled,
  change,
  error,
}: {
  filled: Filled
  change: (part: Partial<Filled>) => void
  error: string | undefined
}) => {
  const api = useFacts()
  const codes = FACT_KINDS.filter(({ isCampaign }) => isCampaign).map(({ code }) => code)
  const campaigns = useQuery({
    queryKey: ['facts', 'campaigns'],
    queryFn: () => api.list({ kind: codes, state: ['recorded', 'checked'], size: 50 }),
    staleTime: 60_000,
  })
  const rows = campaigns.data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <Field name="campaignId" label="专题活动" optional error={error}>
      <ChoiceSelect
        value={filled.campaignId}
        unset="不归入"
        onText={(campaignId) => change({ campaignId })}
        options={rows.map(({ id, title }) => ({ value: String(id), label: title }))}
      />
    </Field>
  )
}
