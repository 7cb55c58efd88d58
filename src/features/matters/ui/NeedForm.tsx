import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  Dialog,
  Field,
  Note,
  RadioRow,
  type ShownFile,
  UNCLASSIFIED,
  type UnitOption,
  UnitPicker,
} from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import type { NeedDirection } from '../sides.ts'
import { shownFile, useMatters, useToday } from './data.ts'
import { type Category, DIRECTION_LABELS } from './labels.ts'
import { useFindAskers, useFindUnits } from './options.ts'
import { PromisedDay } from './PromisedDay.tsx'
import { AttachedFiles, BASIC_LABELS, BasicFields, type Basics, idsOf, missingBasics, useRaising } from './raising.tsx'
import { missingSlip, NO_SLIP, SLIP_LABELS, type SlipAnswer, SlipFields, slipOf } from './SlipFields.tsx'

const LABELS = {
  ...BASIC_LABELS,
  direction: '方向',
  onBehalfOfUnitId: '代录单位',
  suggestedLeadUnitId: '建议牵头单位',
  wishedOn: '希望办结日',
  ...SLIP_LABELS,
}

/** 提需求: troops ask the locality, member units and stations ask the troops; an office also enters for a unit without access (代录). */
export const NeedForm = ({ draft, onClose }: { draft?: MatterDetail; onClose: () => void }) => {
  const api = useMatters()
  const today = useToday()
  const { acting } = useSession()
  const isOffice = acting?.role === 'office'
  const [direction, setDirection] = useState<NeedDirection>(
    draft?.direction ?? (acting?.role === 'troop' ? 'military-asks' : 'locality-asks'),
  )
  const [basics, setBasics] = useState<Basics>({
    category: draft?.category ?? '',
    title: draft?.title ?? '',
    body: draft?.body ?? '',
  })
  const [behalf, setBehalf] = useState<UnitOption | null>(null)
  const [suggested, setSuggested] = useState<UnitOption | null>(
    draft?.suggestedLead ? { id: String(draft.suggestedLead.id), name: draft.suggestedLead.name } : null,
  )
  const [wishedOn, setWishedOn] = useState<string | null>(draft?.wishedOn ?? null)
  const [slip, setSlip] = useState<SlipAnswer>(NO_SLIP)
  const [files, setFiles] = useState<readonly ShownFile[]>(draft?.files.map((file) => shownFile(file, today)) ?? [])
  const { send, busy, onSending, errorOf, notes } = useRaising(LABELS, onClose)
  const mustBehalf = isOffice && direction === 'military-asks'
  const hasSlip = slip.files.length > 0 || slip.signedOn !== null || slip.signer.trim() !== ''
  const findAsker = useFindAskers(direction === 'military-asks' ? 'military' : 'civil')
  const findLead = useFindUnits(direction === 'military-asks' ? 'civil' : 'military')

  /** A draft saved again, and raised where that was pressed. */
  const saveAgain = async (isDraft: boolean): Promise<MatterDetail> => {
    const { id, version } = draft as MatterDetail
    const words = {
      ...basics,
      category: basics.category as Category,
      ...{ direction, wishedOn },
      suggestedLeadUnitId: suggested ? Number(suggested.id) : null,
      fileIds: idsOf(files),
    }
    const saved = await api.saveDraft({ id, version, ...words })
    return isDraft ? saved : api.step({ id, step: 'raise', version: saved.version })
  }

  const raise = (isDraft: boolean) =>
    send(
      isDraft ? 'draft' : 'raise',
      [
        mustBehalf &&
          !behalf && {
            name: 'onBehalfOfUnitId',
            label: '代录单位',
            detail: '部队的需求由双拥办代录时，选定是哪个部队提的。',
          },
        ...missingBasics(basics),
        ...(behalf && hasSlip ? missingSlip(slip) : []),
      ],
      async () => {
        if (draft) return saveAgain(isDraft)
        return api.raise({
          ...basics,
          category: basics.category as Category,
          direction,
          onBehalfOfUnitId: behalf ? Number(behalf.id) : null,
          suggestedLeadUnitId: suggested ? Number(suggested.id) : null,
          wishedOn,
          slip: behalf && hasSlip ? slipOf(slip) : null,
          fileIds: idsOf(files),
          isDraft,
        })
      },
      (made) => (isDraft ? '草稿已存下，只有自己看得到。' : `已提出，编号 ${made.code}。`),
    )

  return (
    <Dialog
      open
      onClose={onClose}
      title={draft ? '改草稿' : '提需求'}
      onSend={() => void raise(false)}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy === 'raise'}>
            提出
          </Button>
          <Button busy={busy === 'draft'} onClick={() => void raise(true)}>
            存草稿
          </Button>
          <Button kind="text" onClick={onClose}>
            不提了
          </Button>
        </>
      }
    >
      {notes}
      <Note>
        {UNCLASSIFIED}。
        {direction === 'military-asks' ? '内容只给提出方、双拥办和承办单位看，其他单位只看到分类和状态。' : ''}
      </Note>
      {isOffice ? (
        <Field name="direction" label="方向" group error={errorOf('direction')}>
          <RadioRow
            name="direction"
            value={direction}
            onChange={(value) => {
              setDirection(value as NeedDirection)
              setBehalf(null)
              setSuggested(null)
            }}
            options={[
              { value: 'locality-asks', label: DIRECTION_LABELS['locality-asks'] },
              { value: 'military-asks', label: `${DIRECTION_LABELS['military-asks']}（代录）` },
            ]}
          />
        </Field>
      ) : null}
      {isOffice && !draft ? (
        <Field
          name="onBehalfOfUnitId"
          label="代录单位"
          optional={!mustBehalf}
          help={
            mustBehalf
              ? '记作代录，在各处标明。登记单可先提出再打印，签字后补附。'
              : '为没有账号的单位录入时选；本办自己提的不选。'
          }
          error={errorOf('onBehalfOfUnitId')}
        >
          <UnitPicker find={findAsker} value={behalf} onChange={setBehalf} />
        </Field>
      ) : null}
      {behalf ? (
        <SlipFields
          slip={slip}
          asker={behalf.name}
          onChange={setSlip}
          onSending={onSending}
          errorOf={errorOf}
          optional={!hasSlip}
        />
      ) : null}
      <BasicFields
        value={basics}
        change={(part) => setBasics((now) => ({ ...now, ...part }))}
        errorOf={errorOf}
        placeholder={direction === 'military-asks' ? '例如：随军子女转学' : '例如：高中军训协助'}
      />
      <Field
        name="suggestedLeadUnitId"
        label="建议牵头单位"
        optional
        error={errorOf('suggestedLeadUnitId')}
        help="供双拥办交办时参考。"
      >
        <UnitPicker find={findLead} value={suggested} onChange={setSuggested} />
      </Field>
      <Field name="wishedOn" label="希望办结日" optional error={errorOf('wishedOn')}>
        <PromisedDay value={wishedOn} onChange={setWishedOn} min={today} />
      </Field>
      <AttachedFiles files={files} onChange={setFiles} onSending={onSending} error={errorOf('fileIds')} />
    </Dialog>
  )
}
