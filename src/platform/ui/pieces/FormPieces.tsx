import { useState } from 'react'
import { Button } from '../Button.tsx'
import { type DayHint, DayPicker } from '../DayPicker.tsx'
import { ConfirmDialog, ConflictDialog, ReasonDialog } from '../Dialogs.tsx'
import { FileDrop, FileStrip, type SendFile, type ShownFile } from '../Files.tsx'
import { CheckBox, ChoiceSelect, Field, Form, RadioRow, TextArea, TextInput } from '../Form.tsx'
import { Panel } from '../Page.tsx'
import { QuickBox } from '../QuickBox.tsx'
import { type UnitOption, UnitPicker } from '../UnitPicker.tsx'
import { files, findUnits, TODAY, units } from './samples.ts'

const hintOf = (day: string): DayHint | undefined => {
  if (day === '2026-08-01') return { kind: 'rest', name: '建军节' }
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6 ? { kind: 'rest' } : undefined
}

export const FormPieces = () => {
  const [lead, setLead] = useState<UnitOption | null>(units[0]!)
  const [helpers, setHelpers] = useState<readonly UnitOption[]>(units.slice(1, 3))
  const [day, setDay] = useState<string | null>('2026-07-31')
  const [how, setHow] = useState<string | undefined>('visit')
  const [subject, setSubject] = useState('')
  const [late, setLate] = useState<string | null>('2026-06-30')
  return (
    <>
      <Panel title="表单" pad>
        <Form
          label="立一件"
          onSend={() => undefined}
          foot={
            <>
              <Button type="submit">立一件</Button>
              <Button kind="text">不改了</Button>
            </>
          }
        >
          <Field name="subject" label="事项">
            <TextInput value={subject} onText={setSubject} placeholder="写清办成什么样" />
          </Field>
          <Field name="leadId" label="牵头单位">
            <UnitPicker find={findUnits} value={lead} onChange={setLead} />
          </Field>
          <Field name="helperIds" label="配合单位" optional>
            <UnitPicker many find={findUnits} value={helpers} onChange={setHelpers} />
          </Field>
          <div className="form-pair">
            <Field name="dueOn" label="承诺日" help="按工作日算">
              <DayPicker
                today={TODAY}
                value={day}
                onChange={setDay}
                min={TODAY}
                hintOf={hintOf}
                ready={[
                  { label: '本月底', day: '2026-07-31' },
                  { label: '八一前', day: '2026-07-31' },
                ]}
              />
            </Field>
            <Field name="kind" label="类别">
              <ChoiceSelect
                defaultValue=""
                unset="选一类"
                options={[
                  { value: 'task', label: '任务' },
                  { value: 'need', label: '需求' },
                ]}
              />
            </Field>
          </div>
          <Field name="words" label="说明" optional help="部队只写代称，不写番号、坐标、时间表。">
            <TextArea placeholder="写给承办单位看的话" />
          </Field>
          <Field name="how" label="做了什么" group>
            <RadioRow
              as="kinds"
              name="how"
              value={how}
              onChange={setHow}
              options={[
                { value: 'visit', label: '走访' },
                { value: 'gift', label: '慰问' },
                { value: 'help', label: '帮办' },
                { value: 'call', label: '电话' },
              ]}
            />
          </Field>
          <Field name="scope" label="下达到" group>
            <div className="picks">
              <CheckBox defaultChecked>松坪县</CheckBox>
              <CheckBox>禾丰市</CheckBox>
              <CheckBox disabled>青禾县（已下达）</CheckBox>
            </div>
          </Field>
        </Form>
      </Panel>
      <Panel title="表单有错" pad>
        <Form
          label="改承诺日"
          onSend={() => undefined}
          problem={{ title: '没有存上', detail: '这件事项已销号，不能再改。', requestId: 'req-91c2' }}
        >
          <Field name="promised" label="承诺日" error="承诺日早于今天（7月14日），改为今天或以后。">
            <DayPicker today={TODAY} value={late} onChange={setLate} />
          </Field>
          <Field name="returned" label="原因" error="原因是空的，写一句原因再退回重办。">
            <TextInput defaultValue="" />
          </Field>
          <Field name="other" label="牵头单位" error="“市教育办”不在单位名册里，从列表里选。">
            <ChoiceSelect unset="市教育办" options={[]} />
          </Field>
          <Field name="locked" label="编号" help="存下时给。">
            <TextInput disabled value="RW-2026-036" readOnly />
          </Field>
        </Form>
      </Panel>
    </>
  )
}

const SLOW = 400
const sendSample: SendFile = async (file, onProgress, signal) => {
  for (const share of [0.2, 0.5, 0.8, 1]) {
    await new Promise((done) => setTimeout(done, SLOW))
    if (signal.aborted) throw new Error('停了')
    onProgress(share)
  }
  if (/涉密|番号/.test(file.name)) throw { title: '疑似涉密，未发出', detail: '文件名里有“番号”，改为代称后再传。' }
  return { id: `${file.name}-${file.size}`, name: file.name, note: '刚传上' }
}

export const FilePieces = () => {
  const [added, setAdded] = useState<readonly ShownFile[]>(files)
  return (
    <>
      <Panel title="文件" pad>
        <FileStrip files={files.slice(0, 3)} label="佐证" />
      </Panel>
      <Panel title="加文件" count={<span className="small">拖入、粘贴、多选</span>} pad>
        <FileDrop
          files={added}
          upload={sendSample}
          onAdd={(file) => setAdded((all) => [...all, file])}
          onRemove={(file) => setAdded((all) => all.filter((one) => one.id !== file.id))}
        />
      </Panel>
    </>
  )
}

export const QuickPieces = () => {
  const [said, setSaid] = useState('昨天上午市领导到驻澜某部走访，送慰问金5万元，当场收到需求2件')
  const [empty, setEmpty] = useState('')
  return (
    <>
      <QuickBox
        value={said}
        onChange={setSaid}
        onSave={() => undefined}
        onPhotos={() => undefined}
        effect="存下后记入 3 本台账，佐证 1 个得分点"
        read={[
          { key: 'kind', label: '类别', value: '走访慰问' },
          { key: 'day', label: '日期', value: '7月13日 周一' },
          { key: 'unit', label: '单位', value: '驻澜某部' },
          { key: 'money', label: '慰问金', value: '50,000 元' },
          { key: 'leaders', label: '参加的领导' },
        ]}
      />
      <QuickBox
        label="记一笔（空）"
        value={empty}
        onChange={setEmpty}
        onSave={() => undefined}
        saved="已存下，编号 SJ-2026-1187。"
      />
    </>
  )
}

export const DialogPieces = () => {
  const [open, setOpen] = useState<'reason' | 'day' | 'confirm' | 'conflict' | null>(null)
  const close = () => setOpen(null)
  return (
    <Panel title="对话" pad>
      <div className="row wrap">
        <Button onClick={() => setOpen('reason')}>退回重办</Button>
        <Button onClick={() => setOpen('day')}>申请延期</Button>
        <Button onClick={() => setOpen('confirm')}>移入回收站</Button>
        <Button onClick={() => setOpen('conflict')}>比对两份</Button>
      </div>
      <ReasonDialog
        open={open === 'reason'}
        onClose={close}
        title="退回重办：送文化演出到驻岚某部"
        verb="退回重办"
        reason={{ ready: ['佐证不全', '数字对不上'], placeholder: '写给办理单位看，说清差什么' }}
        onDo={close}
      />
      <ReasonDialog
        open={open === 'day'}
        onClose={close}
        title="申请延期"
        verb="申请延期"
        explain="现在的承诺日是 7月20日。"
        day={{ label: '新的承诺日', today: TODAY, min: TODAY, hintOf }}
        onDo={close}
      />
      <ConfirmDialog
        open={open === 'confirm'}
        onClose={close}
        title="把“八一走访方案”移入回收站"
        verb="移入回收站"
        danger
        onDo={close}
      >
        移入回收站，30 日内可恢复。
      </ConfirmDialog>
      <ConflictDialog
        open={open === 'conflict'}
        onClose={close}
        said="云桥区联络员 10:42 已改过这件事项。两份都在，选一份或合并。"
        theirs={{
          key: 'theirs',
          title: '已存的',
          note: '云桥区联络员 10:42',
          facts: [
            { label: '牵头', value: '市教育局' },
            { label: '承诺日', value: '2026-08-07' },
          ],
        }}
        mine={{
          key: 'mine',
          title: '我写的',
          note: '未存',
          facts: [
            { label: '牵头', value: '市教育局' },
            { label: '承诺日', value: '2026-07-31' },
          ],
        }}
        onChoose={close}
        onMerge={close}
      />
    </Panel>
  )
}
