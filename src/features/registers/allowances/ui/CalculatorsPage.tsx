import { type ReactNode, useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  CheckBox,
  ChoiceSelect,
  DayPicker,
  Empty,
  Field,
  Note,
  PageHead,
  Panel,
  Segmented,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { RegisterTabs, useAddress } from '../../ui/pieces.tsx'
import { CALCULATOR_REFUSALS, moneyWords, PER_WORDS, type Reckoned } from '../calculators/money.ts'
import {
  DEATH_RATES,
  DEATHS,
  type Death,
  DISABILITIES,
  DISABILITY_WORDS,
  type Disability,
  FUNERAL_MONTHS,
  FUNERALS,
  type Funeral,
  MERIT_SHARES,
  MERITS,
  type Merit,
  NURSING_CASE_WORDS,
  NURSING_CASES,
  type NursingCase,
} from '../calculators/rates.ts'
import { reckonConscript, reckonDeath, reckonDischarge, reckonFuneral, reckonNursing } from '../calculators/rules.ts'
import { Paid } from './Paid.tsx'

const KINDS = [
  { key: 'nursing', label: '护理费' },
  { key: 'death', label: '一次性抚恤金' },
  { key: 'discharge', label: '退役金增发' },
  { key: 'funeral', label: '丧葬补助' },
  { key: 'conscript', label: '义务兵优待金' },
  { key: 'paid', label: '发放汇总' },
] as const
type Kind = (typeof KINDS)[number]['key']

/** 待遇测算: reckoned in the browser from what is typed, nothing of which is sent or kept; beside it what was paid, in totals. */
export const CalculatorsPage = () => {
  const [said, say] = useAddress<'kind'>()
  const kind: Kind = KINDS.find(({ key }) => key === said.kind)?.key ?? 'nursing'
  return (
    <div className="page">
      <PageHead title="待遇测算" sub={kind === 'paid' ? '照主管部门的发放结果登记' : '填写的数只在本机计算，不保存'}>
        <Segmented label="测算哪一项" items={KINDS} value={kind} onChange={(next) => say({ kind: next })} />
      </PageHead>
      <RegisterTabs current="calculators" />
      {kind === 'nursing' ? <Nursing /> : null}
      {kind === 'death' ? <OnDeath /> : null}
      {kind === 'discharge' ? <OnDischarge /> : null}
      {kind === 'funeral' ? <OnFuneral /> : null}
      {kind === 'conscript' ? <OnConscript /> : null}
      {kind === 'paid' ? <Paid /> : null}
    </div>
  )
}

const numberOf = (typed: string): number => Number(typed.replace(/[,，\s]/g, '')) || 0

const Money = ({
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

const Laid = ({ title, form, result }: { title: string; form: ReactNode; result: Reckoned }) => (
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

const DayField = ({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) => {
  const { today } = useSession()
  return (
    <Field name="day" label={label} help="按这一天适用的条例版本测算。">
      <DayPicker today={today} value={value} onChange={(day) => onChange(day ?? today)} />
    </Field>
  )
}

const optionsOf = <Key extends string>(keys: readonly Key[], words: (key: Key) => string) =>
  keys.map((value) => ({ value, label: words(value) }))

const Merits = ({
  chosen,
  onChange,
  share,
}: {
  chosen: readonly Merit[]
  onChange: (merits: readonly Merit[]) => void
  share: 'death' | 'discharge'
}) => (
  <Field name="merits" label="功勋荣誉" optional group help="有几项都选上，按最高一项计算。">
    <div className="picks column">
      {MERITS.map((merit) => {
        const percent = MERIT_SHARES[merit][share]
        return (
          <CheckBox
            key={merit}
            checked={chosen.includes(merit)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, merit] : chosen.filter((one) => one !== merit))
            }
          >
            {MERIT_SHARES[merit].words}（{percent === null ? '比例没有查到' : `${percent}%`}）
          </CheckBox>
        )
      })}
    </div>
  </Field>
)

const Nursing = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [disability, setDisability] = useState<Disability>('battle-or-duty')
  const [grade, setGrade] = useState('1')
  const [of, setOf] = useState<NursingCase>('scattered')
  const [wage, setWage] = useState('')
  return (
    <Laid
      title="护理费"
      form={
        <>
          <Field name="disability" label="残疾性质">
            <ChoiceSelect
              options={optionsOf(DISABILITIES, (one) => DISABILITY_WORDS[one])}
              value={disability}
              onText={(next) => {
                setDisability(next as Disability)
                setOf(next === 'mental' ? 'mental' : 'scattered')
                setGrade(next === 'mental' ? '5' : '1')
              }}
            />
          </Field>
          <Field name="grade" label="残疾等级">
            <ChoiceSelect
              options={Array.from({ length: 10 }, (_, index) => ({
                value: String(index + 1),
                label: `${index + 1} 级`,
              }))}
              value={grade}
              onText={setGrade}
            />
          </Field>
          <Field name="of" label="情形">
            <ChoiceSelect
              options={optionsOf(NURSING_CASES, (one) => NURSING_CASE_WORDS[one])}
              value={of}
              onText={(next) => setOf(next as NursingCase)}
            />
          </Field>
          <Money
            name="wage"
            label="当地上年城镇单位就业人员月平均工资"
            help="用当地统计部门公布的数。"
            value={wage}
            onText={setWage}
          />
          <DayField label="从哪天算" value={day} onChange={setDay} />
        </>
      }
      result={reckonNursing({ day, disability, grade: Number(grade), of, monthlyWage: numberOf(wage) })}
    />
  )
}

const OnDeath = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [death, setDeath] = useState<Death>('martyr')
  const [income, setIncome] = useState('')
  const [pay, setPay] = useState('')
  const [least, setLeast] = useState('')
  const [merits, setMerits] = useState<readonly Merit[]>([])
  return (
    <Laid
      title="烈士褒扬金、一次性抚恤金"
      form={
        <>
          <Field name="death" label="死亡性质">
            <ChoiceSelect
              options={optionsOf(DEATHS, (one) => DEATH_RATES[one].words)}
              value={death}
              onText={(next) => setDeath(next as Death)}
            />
          </Field>
          <Money
            name="income"
            label="上年度全国城镇居民人均可支配收入"
            help="用国家统计局公布的数；按死亡时的上一年。"
            value={income}
            onText={setIncome}
          />
          <Money name="pay" label="本人月基本工资" value={pay} onText={setPay} />
          <Money
            name="least"
            label="少尉军官月基本工资"
            help="本人低于这个数的，按这个数。"
            value={least}
            onText={setLeast}
          />
          <DayField label="死亡日" value={day} onChange={setDay} />
          <Merits chosen={merits} onChange={setMerits} share="death" />
        </>
      }
      result={reckonDeath({
        ...{ day, death, merits },
        income: numberOf(income),
        monthlyPay: numberOf(pay),
        leastPay: numberOf(least),
      })}
    />
  )
}

const OnDischarge = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [lump, setLump] = useState('')
  const [merits, setMerits] = useState<readonly Merit[]>([])
  return (
    <Laid
      title="退役金增发"
      form={
        <>
          <Money name="lump" label="一次性退役金" value={lump} onText={setLump} />
          <DayField label="退役日" value={day} onChange={setDay} />
          <Merits chosen={merits} onChange={setMerits} share="discharge" />
        </>
      }
      result={reckonDischarge({ day, lumpSum: numberOf(lump), merits })}
    />
  )
}

const OnFuneral = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [of, setOf] = useState<Funeral>('survivor')
  const [monthly, setMonthly] = useState('')
  return (
    <Laid
      title="丧葬补助"
      form={
        <>
          <Field name="of" label="去世的是">
            <ChoiceSelect
              options={optionsOf(FUNERALS, (one) => FUNERAL_MONTHS[one].words)}
              value={of}
              onText={(next) => setOf(next as Funeral)}
            />
          </Field>
          <Money name="monthly" label="生前每月领取" value={monthly} onText={setMonthly} />
          <DayField label="去世日" value={day} onChange={setDay} />
        </>
      }
      result={reckonFuneral({ day, of, monthly: numberOf(monthly) })}
    />
  )
}

/** 义务兵家庭优待金: the local standard is typed from the paper of the place, as no national one exists. */
const OnConscript = () => {
  const { today } = useSession()
  const [day, setDay] = useState(today)
  const [baseWords, setWords] = useState('上年度城镇居民人均可支配收入')
  const [base, setBase] = useState('')
  const [percent, setPercent] = useState('')
  const [times, setTimes] = useState('1')
  const [schooling, setSchooling] = useState('')
  const [merits, setMerits] = useState(['', ''])
  const result = reckonConscript(
    [
      {
        id: 0,
        fromOn: '2000-01-01',
        base: numberOf(base),
        baseWords,
        percent: numberOf(percent),
        areas: [{ name: '地区系数', times: numberOf(times) || 1 }],
        schooling: [{ name: '按本地学历标准', yuan: numberOf(schooling) }],
        merits: merits.map((share, index) => ({ name: `第 ${index + 1} 年立功`, percent: numberOf(share) })),
        years: 2,
        source: '照本地文件填写',
        isVerified: false,
      },
    ],
    {
      day,
      area: numberOf(times) > 1 ? '地区系数' : null,
      schooling: numberOf(schooling) > 0 ? '按本地学历标准' : null,
      honours: merits.map((share, index) => (numberOf(share) > 0 ? [`第 ${index + 1} 年立功`] : [])),
    },
  )
  const isReady = numberOf(base) > 0 && numberOf(percent) > 0
  return (
    <Laid
      title="义务兵家庭优待金"
      form={
        <>
          <Note>标准由地方定，没有全国统一数；下面的基数、比例照批准入伍地的文件填。</Note>
          <Field name="words" label="基数是什么">
            <TextInput value={baseWords} onText={setWords} maxLength={40} />
          </Field>
          <Money name="base" label="基数" value={base} onText={setBase} />
          <Field name="percent" label="比例（%）">
            <TextInput inputMode="decimal" value={percent} onText={setPercent} maxLength={6} />
          </Field>
          <Field name="times" label="地区系数" optional help="进藏进疆等按文件写倍数，没有写 1。">
            <TextInput inputMode="decimal" value={times} onText={setTimes} maxLength={4} />
          </Field>
          <Money name="schooling" label="学历一次性增发" value={schooling} onText={setSchooling} />
          <div className="form-pair">
            {merits.map((share, index) => (
              <Field
                // biome-ignore lint/suspicious/noArrayIndexKey: the years of service have no other name
                key={index}
                name={`merit-${index}`}
                label={`第 ${index + 1} 年立功增发（%）`}
                optional
              >
                <TextInput
                  inputMode="decimal"
                  value={share}
                  onText={(text) => setMerits(merits.map((one, at) => (at === index ? text : one)))}
                  maxLength={5}
                />
              </Field>
            ))}
          </div>
          <DayField label="入伍日" value={day} onChange={setDay} />
        </>
      }
      result={isReady ? result : { refused: 'base-needed' }}
    />
  )
}
