import { useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { asClientProblem, type ClientProblem, useMay, useSession } from '../../../platform/client/api.tsx'
import { sendFile, shownFile } from '../../../platform/client/files.ts'
import {
  Button,
  CheckBox,
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
  UnitPicker,
} from '../../../platform/ui/index.ts'
import type { FactDetail, RecordFact } from '../contract.ts'
import { directionsFor, FACT_KINDS, kindName, kindOf } from '../kinds/all.ts'
import { lateWords } from '../late.ts'
import { mayEnter, sidesOf, wrongIn } from '../rules.ts'
import { useFacts, useFindPlaces, useKeepFact } from './data.ts'
import { Amounts, CampaignField, KindFields, PromiseFields, UnitFields } from './FactFields.tsx'
import { FamiliesField } from './FamiliesField.tsx'
import { asRecord, type FactPreset, type Filled, filledFrom, labelsOf, option } from './filled.ts'
import { factsHref } from './search.ts'

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
  const [files, setFiles] = useState<readonly ShownFile[]>(
    fact?.files.map((file) => shownFile(file, today)) ?? preset?.files ?? [],
  )
  const [sending, setSending] = useState(0)
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [times, setTimes] = useState(0)
  const [busy, setBusy] = useState<'record' | 'draft' | null>(null)
  /** It replaces one of another kind, and that is meant. */
  const [isMeant, setMeant] = useState(false)
  const findPlaces = useFindPlaces(own)
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
    const record = asRecord(kind, filled, files, preset?.channel)
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
      const words =
        made.state === 'draft'
          ? '草稿已存下，只有本单位看得到。'
          : `已存下，编号 ${made.code}。${lateWords(made.marks)}`
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
      return api.record({
        ...record,
        isDraft: as === 'draft',
        replacesId: isReplacing ? (fact?.id ?? null) : null,
        isOtherKindMeant: isMeant,
      })
    const { replacesId: _, channel: _channel, isDraft: _isDraft, ...words } = record
    const captions = new Map(fact.files.map(({ id, caption }) => [id, caption]))
    const kept = words.files.map(({ fileId }) => ({ fileId, caption: captions.get(fileId) ?? '' }))
    const saved = await api.correct({ ...words, files: kept, id: fact.id, version: fact.version })
    const isOn = as === 'record' && (saved.state === 'draft' || saved.state === 'returned')
    return isOn ? api.step({ id: saved.id, step: 'record', version: saved.version }) : saved
  }

  const isOtherKind = isReplacing === true && fact !== undefined && kind.code !== fact.kind
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
            onText={(code) => {
              change({ kind: code, direction: '' })
              setMeant(false)
            }}
            options={kinds.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Field>
        {kind.directions ? (
          <Field name="direction" label="方向" error={errorOf('direction')}>
            <ChoiceSelect
              value={filled.direction}
              unset="选方向"
              onText={(value) => change({ direction: value })}
              options={directionsFor(kind, sidesOf(acting)).map(([value, label]) => ({ value, label }))}
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
      {isOtherKind ? (
        <Note kind="due">
          <div>
            原来那条是{kindName(fact.kind)}，这条是{kind.name}。
          </div>
          <CheckBox checked={isMeant} onChange={(event) => setMeant(event.target.checked)}>
            是同一件事，原来记错了类别
          </CheckBox>
        </Note>
      ) : null}
      {kind.isBare ? null : (
        <Field name="title" label="名称" optional help="不填就按类别和对象取名。" error={errorOf('title')}>
          <TextInput value={filled.title} maxLength={120} onText={(text) => change({ title: text })} />
        </Field>
      )}
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
      {kind.isBare ? null : (
        <Field name="body" label="经过" optional error={errorOf('body')}>
          <TextArea rows={3} value={filled.body} onText={(body) => change({ body })} />
        </Field>
      )}
      <Amounts kind={kind} direction={direction} filled={filled} change={change} errorOf={errorOf} />
      {kind.isCampaign ? null : (
        <CampaignField filled={filled} change={change} error={errorOf('campaignId')} kept={fact?.campaign ?? null} />
      )}
      {kind.isBare ? null : <PromiseFields filled={filled} change={change} errorOf={errorOf} today={today} />}
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
