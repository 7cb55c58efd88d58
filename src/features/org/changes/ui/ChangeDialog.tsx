import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  FormErrors,
  ProblemNote,
  RadioRow,
  TextInput,
} from '../../../../platform/ui/index.ts'
import type { RegionDetail } from '../../regions/contract.ts'
import { useForm, useOrg } from '../../ui/data.ts'
import { type ChangePreview, ChangeRegions } from '../contract.ts'
import type { ChangeKind } from '../rules.ts'
import { CHANGE_LABELS } from './labels.ts'
import { PreviewView } from './PreviewView.tsx'
import { type Draft, emptyDraft, MergeFields, MoveFields, NameFields, SplitFields } from './parts.tsx'

const LABELS = {
  kind: '变更',
  name: '名称',
  shortName: '简称',
  code: '区划代码',
  sources: '一并撤销',
  into: '并入',
  'named.name': '新地方名称',
  'named.shortName': '新地方简称',
  'parts.0.name': '析出地方的名称',
  'parts.0.shortName': '析出地方的简称',
  toId: '划归',
  effectiveOn: '生效日',
  docNumber: '文号',
  reason: '事由',
}

const kindsFor = (level: number): ChangeKind[] =>
  level >= 4 ? ['rename', 'merge', 'split', 'move', 'close'] : ['rename', 'merge', 'split', 'close']

/** What is sent, from what is filled in. */
const inputOf = (kind: ChangeKind, region: RegionDetail, draft: Draft): ChangeRegions => {
  const { effectiveOn, docNumber, reason } = draft
  const decree = { effectiveOn: effectiveOn ?? '', docNumber, reason }
  const self = { id: region.id, version: region.version }
  const name = draft.name.trim()
  const named = { name, shortName: draft.shortName.trim() || name, code: draft.code.trim() || null }
  switch (kind) {
    case 'open':
      return { kind, ...decree, parentId: region.id, ...named }
    case 'rename':
      return { kind, ...decree, ...self, name, shortName: named.shortName }
    case 'merge': {
      const sources = [self, ...[...draft.others].map(([id, version]) => ({ id, version }))]
      return draft.into
        ? { kind, ...decree, sources, into: draft.into, named: null }
        : { kind, ...decree, sources, into: null, named: draft.isNew ? named : null }
    }
    case 'split':
      return {
        kind,
        ...decree,
        ...self,
        parts: [{ ...named, children: [...draft.children], units: [...draft.units] }],
      }
    case 'move':
      return { kind, ...decree, regions: [self], toId: draft.toId as number }
    case 'close':
      return { kind, ...decree, ...self }
  }
}

/**
 * Registers a 区划变更 of one place, or (`opensBelow`) a new place under it: filled in, then looked at with everything
 * that moves along, then registered.
 */
export const ChangeDialog = ({
  region,
  opensBelow,
  onClose,
  onDone,
}: {
  region: RegionDetail
  opensBelow?: boolean
  onClose: () => void
  onDone: (id: number) => void
}) => {
  const api = useOrg()
  const { today } = useSession()
  const [kind, setKind] = useState<ChangeKind>(opensBelow ? 'open' : 'rename')
  const [draft, setDraft] = useState<Draft>(emptyDraft(today))
  const [preview, setPreview] = useState<ChangePreview | null>(null)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const look = useForm({
    schema: ChangeRegions,
    labels: LABELS,
    send: (input: ChangeRegions) => api.changes.preview(input),
    done: (answer) => {
      setPreview(answer)
      return undefined
    },
  })
  const register = useForm({
    schema: ChangeRegions,
    labels: LABELS,
    send: (input: ChangeRegions) => api.changes.add(input),
    done: (answer) => {
      onDone(answer.id)
      return `已登记：${preview?.says ?? ''}。`
    },
  })
  const input = () => inputOf(kind, region, draft)
  const title = opensBelow ? `在${region.name}下设立` : `${region.name}的区划变更`
  if (preview) {
    return (
      <Dialog
        open
        wide
        onClose={onClose}
        title={title}
        onSend={() => register.submit(input())}
        footer={
          <>
            <Button type="submit" kind="primary" busy={register.busy}>
              登记变更
            </Button>
            <Button
              onClick={() => {
                register.reset()
                setPreview(null)
              }}
            >
              回去改
            </Button>
          </>
        }
      >
        {register.form.problem ? <ProblemNote problem={register.form.problem} /> : null}
        <FormErrors problems={register.form.problems} times={register.form.times} />
        <PreviewView preview={preview} draft={draft} today={today} />
      </Dialog>
    )
  }
  const errorOf = look.errorOf
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={title}
      onSend={() => look.submit(input())}
      footer={
        <>
          <Button type="submit" kind="primary" busy={look.busy}>
            看看会动什么
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={look.form.problems} times={look.form.times} />
      {look.form.problem ? <ProblemNote problem={look.form.problem} /> : null}
      {opensBelow ? null : (
        <Field name="kind" label={LABELS.kind} group>
          <RadioRow
            name="kind"
            value={kind}
            onChange={(value) => {
              look.reset()
              setKind(value as ChangeKind)
            }}
            options={kindsFor(region.level).map((value) => ({ value, label: CHANGE_LABELS[value] }))}
          />
        </Field>
      )}
      {kind === 'open' || kind === 'rename' ? (
        <NameFields draft={draft} set={set} errorOf={errorOf} withCode={kind === 'open'} at="" />
      ) : null}
      {kind === 'merge' ? <MergeFields region={region} draft={draft} set={set} errorOf={errorOf} /> : null}
      {kind === 'split' ? <SplitFields region={region} draft={draft} set={set} errorOf={errorOf} /> : null}
      {kind === 'move' ? <MoveFields region={region} draft={draft} set={set} errorOf={errorOf} /> : null}
      {kind === 'close' ? <p className="quiet">下级和单位都已撤销或划走的才能撤销；整体并入别处的选“撤并”。</p> : null}
      <div className="form-pair">
        <Field
          name="effectiveOn"
          label={LABELS.effectiveOn}
          error={errorOf('effectiveOn')}
          help="写已经生效的日子；还没有到的，到那天再来登记。"
        >
          <DayPicker
            today={today}
            max={today}
            value={draft.effectiveOn}
            onChange={(effectiveOn) => set({ effectiveOn })}
          />
        </Field>
        <Field name="docNumber" label={LABELS.docNumber} error={errorOf('docNumber')} help="批准文件的文号。">
          <TextInput value={draft.docNumber} onText={(docNumber) => set({ docNumber })} maxLength={60} />
        </Field>
      </div>
      <Field name="reason" label={LABELS.reason} error={errorOf('reason')}>
        <TextInput value={draft.reason} onText={(reason) => set({ reason })} maxLength={200} />
      </Field>
    </Dialog>
  )
}
