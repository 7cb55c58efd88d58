import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Bones,
  Button,
  CheckBox,
  Dialog,
  Field,
  FormErrors,
  fieldProblemsOf,
  Note,
  ProblemNote,
  RadioRow,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { useRegisterSend } from '../../ui/pieces.tsx'
import type { PlaqueSettingsShown } from '../contract.ts'
import { usePlaques } from './data.ts'

/** 悬挂口径: what nothing national settles, set once for the city and marked unverified until a document is named. */
export const SettingsDialog = ({ onClose }: { onClose: () => void }) => {
  const api = usePlaques()
  const settings = useQuery({ queryKey: ['registers', 'plaques', 'settings'], queryFn: () => api.settings({}) })
  return settings.data ? (
    <SettingsForm settings={settings.data} onClose={onClose} />
  ) : (
    <Dialog open onClose={onClose} title="悬挂口径">
      <Bones rows={4} />
    </Dialog>
  )
}

const BOXES = [
  { key: 'parentsHome', words: '现役军人与父母分开居住的，为父母家另挂一块' },
  { key: 'civilian', words: '军队无军籍离退休退职职工家庭在悬挂范围' },
  { key: 'militia', words: '伤残民兵民工家庭在悬挂范围' },
  { key: 'afterDeath', words: '“三属”或退役军人去世前没有挂过的，可以补挂' },
] as const

const SettingsForm = ({ settings, onClose }: { settings: PlaqueSettingsShown; onClose: () => void }) => {
  const api = usePlaques()
  const [form, setForm] = useState(settings)
  const save = useRegisterSend(api.saveSettings, () => {
    onClose()
    return '悬挂口径已改，各户已按新口径重新推算。'
  })
  const { fields, rest } = fieldProblemsOf(save.problem, { source: '依据' })
  const send = () => {
    const { isDefault: _default, mayEdit: _may, ...written } = form
    save.send(written)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="悬挂口径"
      onSend={settings.mayEdit ? send : undefined}
      footer={
        <>
          {settings.mayEdit ? (
            <Button type="submit" kind="primary" busy={save.busy}>
              存下口径
            </Button>
          ) : null}
          <Button onClick={onClose}>{settings.mayEdit ? '不改了' : '关闭'}</Button>
        </>
      }
    >
      <FormErrors problems={fields} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Note kind={form.source ? 'plain' : 'due'}>
        {form.source
          ? `本地依据：${form.source}`
          : '下面几项没有查到全国规定，是本地设置，未核实；查到文件后写上依据。'}
      </Note>
      <Field name="boxes" label="谁家在范围内" group>
        <div className="picks column">
          {BOXES.map(({ key, words }) => (
            <CheckBox
              key={key}
              checked={form[key]}
              disabled={!settings.mayEdit}
              onChange={(event) => setForm({ ...form, [key]: event.target.checked })}
            >
              {words}
            </CheckBox>
          ))}
        </div>
      </Field>
      <Field name="unknownPapers" label="证件没有登记的" group>
        <RadioRow
          name="unknownPapers"
          as="column"
          options={[
            { value: 'held', label: '先按持有证件，主动挂；找过没有的再改依申请', disabled: !settings.mayEdit },
            { value: 'missing', label: '先按没有证件，依申请挂', disabled: !settings.mayEdit },
          ]}
          value={form.unknownPapers}
          onChange={(value) => setForm({ ...form, unknownPapers: value === 'missing' ? 'missing' : 'held' })}
        />
      </Field>
      <Field
        name="source"
        label="依据"
        optional
        help="写文件名和文号。"
        error={fields.find(({ name }) => name === 'source')?.detail}
      >
        <TextInput
          value={form.source}
          disabled={!settings.mayEdit}
          onText={(source) => setForm({ ...form, source })}
          maxLength={200}
        />
      </Field>
    </Dialog>
  )
}
