import {
  DayPicker,
  Field,
  type FieldProblem,
  FileDrop,
  type SendFile,
  type ShownFile,
  TextInput,
} from '../../../platform/ui/index.ts'
import type { SignedSlip } from '../contract.ts'
import { sendFile, useToday } from './data.ts'

/** What a person has filled in of a signed slip so far. */
export type SlipAnswer = { files: readonly ShownFile[]; signedOn: string | null; signer: string }

export const NO_SLIP: SlipAnswer = { files: [], signedOn: null, signer: '' }

export const SLIP_LABELS = { 'slip.fileIds': '签字单据', 'slip.signedOn': '签字日', 'slip.signer': '签字岗位' }

/** What is still lacking, each with its sentence. */
export const missingSlip = ({ files, signedOn, signer }: SlipAnswer): FieldProblem[] => [
  ...(files.length === 0
    ? [
        {
          name: 'slip.fileIds',
          label: SLIP_LABELS['slip.fileIds'],
          detail: '签字单据空着，拍照或扫描对方签字盖章的单据，传上来再存。',
        },
      ]
    : []),
  ...(signedOn === null
    ? [
        {
          name: 'slip.signedOn',
          label: SLIP_LABELS['slip.signedOn'],
          detail: '签字日空着，按单据上的日子填。',
        },
      ]
    : []),
  ...(signer.trim() === ''
    ? [
        {
          name: 'slip.signer',
          label: SLIP_LABELS['slip.signer'],
          detail: '签字岗位空着，写明由哪个岗位签的字，不写姓名。',
        },
      ]
    : []),
]

export const slipOf = ({ files, signedOn, signer }: SlipAnswer): SignedSlip => ({
  fileIds: files.map(({ id }) => Number(id)),
  signedOn: signedOn ?? '',
  signer: signer.trim(),
})

/** What shows a signature: photos and scans, by type or, where a browser knows none, by name. */
const SHOWS_SIGNATURE = 'image/*,application/pdf,.heic,.heif,.pdf'

/** Sends photos and scans; others are turned away before they are sent. */
const sendSlip =
  (send: SendFile): SendFile =>
  async (file, ...more) => {
    const shows = /^image\/|^application\/pdf$/.test(file.type) || /\.(hei[cf]|pdf)$/i.test(file.name)
    if (!shows) throw new Error('不是照片或扫描件。上传签字单据的照片或扫描件（图片或 PDF）。')
    return send(file, ...more)
  }

/** The signed slip of a unit without access: its photos or scans, its day, and the post of who signed. */
export const SlipFields = ({
  slip,
  asker,
  onChange,
  onSending,
  errorOf,
  optional,
}: {
  slip: SlipAnswer
  asker: string
  onChange: (change: (now: SlipAnswer) => SlipAnswer) => void
  onSending: (count: number) => void
  errorOf: (name: string) => string | undefined
  /** The slip may come later. */
  optional?: boolean
}) => {
  const today = useToday()
  const change = (part: Partial<SlipAnswer>) => onChange((now) => ({ ...now, ...part }))
  return (
    <>
      <Field
        name="slip.fileIds"
        label="签字单据"
        group
        optional={optional}
        help="照片或扫描件（图片或 PDF），看得清签字、盖章和日期。"
        error={errorOf('slip.fileIds')}
      >
        <FileDrop
          label="签字单据"
          files={slip.files}
          accept={SHOWS_SIGNATURE}
          upload={sendSlip(sendFile(today))}
          onSending={onSending}
          onAdd={(file) => onChange((now) => ({ ...now, files: [...now.files, file] }))}
          onRemove={(file) => onChange((now) => ({ ...now, files: now.files.filter(({ id }) => id !== file.id) }))}
        />
      </Field>
      <Field name="slip.signedOn" label="签字日" optional={optional} error={errorOf('slip.signedOn')}>
        <DayPicker value={slip.signedOn} onChange={(signedOn) => change({ signedOn })} today={today} max={today} />
      </Field>
      <Field
        name="slip.signer"
        label="签字岗位"
        optional={optional}
        help={`${asker}由哪个岗位签的字，只写岗位，不写姓名。`}
        error={errorOf('slip.signer')}
      >
        <TextInput
          value={slip.signer}
          onText={(signer) => change({ signer })}
          maxLength={60}
          placeholder="例如：部队保障部门负责人"
        />
      </Field>
    </>
  )
}
