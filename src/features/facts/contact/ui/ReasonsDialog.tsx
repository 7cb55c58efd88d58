import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Bones,
  Button,
  CheckBox,
  ChoiceSelect,
  Dialog,
  FormErrors,
  fieldProblemsOf,
  IconButton,
  Note,
  ProblemNote,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { CATEGORY_WORDS } from '../../../registers/ui/index.ts'
import type { ReasonsShown } from '../contract.ts'
import { useContact, useContactSend } from './data.ts'
import { REASON_KIND_WORDS } from './labels.ts'

/** 联系理由: why one goes to see families, set once for the city and marked 未核实 until a document is named. */
export const ReasonsDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useContact()
  const read = useQuery({ queryKey: ['facts', 'contact', 'reasons'], queryFn: () => api.reasons() })
  return read.data ? (
    <ReasonsForm shown={read.data} onClose={onClose} />
  ) : (
    <Dialog open onClose={onClose} title="联系理由">
      <Bones rows={5} />
    </Dialog>
  )
}

type Reason = ReasonsShown['reasons'][number]

const categoryWords = (codes: readonly string[]): string =>
  codes.length === 0
    ? '所有家庭'
    : codes.map((code) => CATEGORY_WORDS[code as keyof typeof CATEGORY_WORDS] ?? code).join('、')

const ReasonsForm = ({ shown, onClose }: { shown: ReasonsShown; onClose: () => void }) => {
  const api = useContact()
  const [reasons, setReasons] = useState<readonly Reason[]>(shown.reasons)
  const [times, setTimes] = useState(0)
  const save = useContactSend(api.saveReasons, () => '联系理由已改，计划已跟着变。')
  const labels = Object.fromEntries(
    reasons.flatMap((one, at) => [
      [`reasons.${at}.label`, `${one.label || '新理由'}的名称`],
      [`reasons.${at}.leadDays`, `${one.label}的提前天数`],
      [`reasons.${at}.month`, `${one.label}的月份`],
      [`reasons.${at}.basis`, `${one.label}的依据`],
    ]),
  )
  const { fields, rest } = fieldProblemsOf(save.problem, labels)
  const change = (at: number, part: Partial<Reason>) =>
    setReasons((now) => now.map((one, index) => (index === at ? { ...one, ...part } : one)))
  const add = () => {
    const key = `own-${1 + Math.max(0, ...reasons.map((one) => Number(/^own-(\d+)$/.exec(one.key)?.[1] ?? 0)))}`
    const made: Reason = {
      key,
      kind: 'monthly',
      label: '',
      categories: [],
      feast: null,
      month: 1,
      leadDays: 0,
      isOn: true,
      basis: '',
    }
    setReasons((now) => [...now, made])
  }
  const { mayEdit } = shown
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="联系理由"
      onSend={
        mayEdit
          ? () => {
              setTimes(times + 1)
              save.send({ reasons: [...reasons], version: shown.version })
            }
          : undefined
      }
      footer={
        <>
          {mayEdit ? (
            <Button type="submit" kind="primary" busy={save.busy}>
              存下理由
            </Button>
          ) : null}
          {mayEdit ? <Button onClick={add}>加一条</Button> : null}
          <Button kind="text" onClick={onClose}>
            {mayEdit ? '不改了' : '关闭'}
          </Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Note>联系谁、什么时候联系没有查到全国规定。写上依据文件前都标“未核实”。</Note>
      <ul className="list contact-settings">
        {reasons.map((one, at) => (
          <li key={one.key}>
            <CheckBox
              checked={one.isOn}
              disabled={!mayEdit}
              onChange={(event) => change(at, { isOn: event.target.checked })}
            >
              {one.key.startsWith('own-') ? REASON_KIND_WORDS[one.kind] : one.label}
            </CheckBox>
            {one.key.startsWith('own-') ? (
              <TextInput
                aria-label="名称"
                placeholder="名称，例如：重阳走访"
                value={one.label}
                maxLength={20}
                disabled={!mayEdit}
                onText={(label) => change(at, { label })}
              />
            ) : (
              <span className="small quiet grow">{categoryWords(one.categories)}</span>
            )}
            {one.kind === 'monthly' ? (
              <ChoiceSelect
                aria-label={`${one.label}的月份`}
                value={String(one.month ?? '')}
                disabled={!mayEdit}
                options={Array.from({ length: 12 }, (_, month) => ({
                  value: String(month + 1),
                  label: `${month + 1}月`,
                }))}
                onText={(month) => change(at, { month: Number(month) })}
              />
            ) : null}
            {one.kind === 'hardship' ? (
              <ChoiceSelect
                aria-label="困难家庭多久联系一次"
                value={String(one.month ?? 1)}
                disabled={!mayEdit}
                options={[1, 2, 3, 6, 12].map((months) => ({ value: String(months), label: `每 ${months} 个月` }))}
                onText={(month) => change(at, { month: Number(month) })}
              />
            ) : null}
            {one.kind === 'feast' || one.kind === 'sacrifice' ? (
              <span className="row small">
                提前
                <TextInput
                  aria-label={`${one.label}提前天数`}
                  inputMode="numeric"
                  className="contact-days"
                  value={String(one.leadDays)}
                  disabled={!mayEdit}
                  onText={(days) => change(at, { leadDays: Number(days.replace(/\D/g, '')) })}
                />
                天起
              </span>
            ) : null}
            <TextInput
              aria-label={`${one.label}的依据`}
              placeholder="依据文件，没有就标未核实"
              value={one.basis}
              maxLength={200}
              disabled={!mayEdit}
              onText={(basis) => change(at, { basis })}
            />
            {mayEdit && one.key.startsWith('own-') ? (
              <IconButton
                icon="close"
                label={`去掉${one.label}`}
                onClick={() => setReasons((now) => now.filter((_, index) => index !== at))}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
