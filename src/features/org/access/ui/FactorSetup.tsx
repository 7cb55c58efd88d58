import qrcode from 'qrcode-generator'
import { useState } from 'react'
import { Button, Field, Form, Note, ProblemNote, TextInput } from '../../../../platform/ui/index.ts'
import { useForm, useOrg, useSend } from '../../ui/data.ts'
import { Code } from '../session-contract.ts'

/** The address of a second factor as a QR code, drawn here: nothing of it leaves the browser. */
const QrCode = ({ text }: { text: string }) => {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const size = code.getModuleCount()
  const dark = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) =>
      code.isDark(row, column) ? `M${column + 4} ${row + 4}h1v1h-1z` : '',
    ).join(''),
  ).join('')
  return (
    <svg className="account-qr" viewBox={`0 0 ${size + 8} ${size + 8}`} role="img" aria-label="设动态码的二维码">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  )
}

const LABELS = { code: '动态码' }

/** 设动态码: scan, type the first code, keep the recovery codes. `onDone` once they were kept. */
export const FactorSetup = ({ onDone }: { onDone: () => unknown }) => {
  const api = useOrg()
  const [begun, setBegun] = useState<{ secret: string; uri: string } | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [code, setCode] = useState('')
  const begin = useSend(
    () => api.factor.begin(),
    (answer) => {
      setBegun(answer)
      return undefined
    },
  )
  const form = useForm({
    schema: Code,
    labels: LABELS,
    send: (input: { code: string }) => api.factor.finish(input),
    done: (answer) => {
      setCodes(answer.codes)
      return '动态码已设好，别处的登录已退出。'
    },
  })
  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />
  if (!begun)
    return (
      <div className="stack">
        <p>
          在手机上装一个认证器应用（微信小程序、系统自带的密码管理也行），扫一次二维码，以后登录时填它显示的 6 位数字。
        </p>
        {begin.problem ? <ProblemNote problem={begin.problem} /> : null}
        <Button kind="primary" busy={begin.busy} onClick={() => begin.send(undefined)}>
          设动态码
        </Button>
      </div>
    )
  return (
    <Form
      label="设动态码"
      problems={form.form.problems}
      problem={form.form.problem}
      times={form.form.times}
      onSend={() => form.submit({ code })}
      foot={
        <Button type="submit" kind="primary" busy={form.busy}>
          核对动态码
        </Button>
      }
    >
      <QrCode text={begun.uri} />
      <p className="quiet small">
        扫不了的，在认证器里选“手工输入密钥”，照抄：
        <code className="account-secret">{begun.secret.match(/.{4}/g)?.join(' ')}</code>
      </p>
      <Field name="code" label={LABELS.code} error={form.errorOf('code')} help="手机上现在显示的 6 位数字。">
        <TextInput value={code} onText={setCode} inputMode="numeric" autoComplete="one-time-code" maxLength={20} />
      </Field>
    </Form>
  )
}

/** 恢复码: shown once, to be kept on paper or as a file. */
export const RecoveryCodes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => unknown }) => {
  const save = () => {
    const text = ['同心 恢复码（每个只能用一次，手机丢了时用它登录）', ...codes, ''].join('\r\n')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = '同心恢复码.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="stack">
      <Note kind="due">恢复码只显示这一次。抄下或存好，手机丢了时每个能登录一次。</Note>
      <ul className="account-codes">
        {codes.map((one) => (
          <li key={one}>
            <code>{one}</code>
          </li>
        ))}
      </ul>
      <div className="row wrap">
        <Button onClick={save}>存成文件</Button>
        <Button kind="primary" onClick={() => void onKept()}>
          已经存好
        </Button>
      </div>
    </div>
  )
}
