import type { ReactNode } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { DayPicker, Empty, Field, Note, Panel, TextInput } from '../../../../platform/ui/index.ts'
import { CALCULATOR_REFUSALS, moneyWords, PER_WORDS, type Reckoned } from '../calculators/money.ts'

export const Money = ({
  name,
  label,
  help,
  value,
  onText,
}: {
  name: string
  label: string
  help?: string
  value: string
  onText: (text: string) => void
}) => (
  <Field name={name} label={`${label}（元）`} help={help}>
    <TextInput inputMode="decimal" value={value} onText={onText} maxLength={14} autoComplete="off" />
  </Field>
)

export const Laid = ({ title, form, result }: { title: string; form: ReactNode; result: Reckoned }) => (
  <div className="calc">
    <Panel title={title} pad>
      {form}
    </Panel>
    <Panel title="测算结果" pad>
      <Result result={result} />
    </Panel>
  </div>
)

const Result = ({ result }: { result: Reckoned }) => {
  if ('refused' in result) return <Empty title={CALCULATOR_REFUSALS[result.refused]} icon="info" />
  return (
    <div role="status">
      <ul className="calc-lines">
        {result.lines.map((line) => (
          <li key={line.label}>
            <span>{line.label}</span>
            <b>{moneyWords(line.amount)} 元</b>
            <small>
              {line.how}；{line.clause}
            </small>
          </li>
        ))}
      </ul>
      <div className="calc-total">
        <span>{PER_WORDS[result.per]}合计</span>
        <b>{moneyWords(result.total)} 元</b>
      </div>
      {result.remarks.map((remark) => (
        <p key={remark} className="small">
          {remark}
        </p>
      ))}
      <p className="small quiet">
        依据版本：{result.rules.map(({ title, version }) => `${title}，${version} 起施行`).join('；')}
      </p>
      <Note kind="due">{result.note}</Note>
    </div>
  )
}

export const DayField = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (day: string) => void
}) => {
  const { today } = useSession()
  return (
    <Field name="day" label={label} help="按这一天适用的条例版本测算。">
      <DayPicker today={today} value={value} onChange={(day) => onChange(day ?? today)} />
    </Field>
  )
}
