import { useSyncExternalStore } from 'react'
import { Button, formatCount, Note, Panel } from '../../../platform/ui/index.ts'
import type { CitySetUp } from '../setup/contract.ts'

// Setting up a city signs everybody out, and with the session goes the page that asked. What must be seen once is kept
// in the memory of the window until it is put away.
let made: CitySetUp | null = null
const listeners = new Set<() => void>()

export const handOver = (next: CitySetUp | null): void => {
  made = next
  for (const listener of listeners) listener()
}

const useMade = (): CitySetUp | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => made,
  )

/** The first accounts of a city just set up, with their one-time passwords; nothing otherwise. */
export const FirstAccounts = () => {
  const shown = useMade()
  if (!shown) return null
  return (
    <Panel title={`${shown.cityName}已设立`} pad>
      <p>
        建立区划 {formatCount(shown.counts.regions, '处')}、单位 {formatCount(shown.counts.units, '家')}、职责{' '}
        {formatCount(shown.counts.duties, '条')}。
      </p>
      {shown.administrators === 'file' ? (
        <Note>
          三位管理员的一次性密码在服务器数据目录的“首次登录.txt”里，只有管机器的人读得到；24
          小时内分别交给三个人，各用一次。
        </Note>
      ) : (
        <Note>三位管理员的账号不变，照旧登录。</Note>
      )}
      <Note kind="due">下面的一次性密码只显示这一次，先抄下或打印，再登录。第一次登录时各自改成自己的密码。</Note>
      <Note>
        光有密码登不进去：安全管理员登录后，在“今日”或“组织 › 岗位与人员 ›
        人员”给双拥办这个账号发启用码，告诉经办人本人；他凭账号、密码、启用码第一次登录。
      </Note>
      <table className="table plain">
        <thead>
          <tr>
            <th scope="col">岗位</th>
            <th scope="col">账号</th>
            <th scope="col">一次性密码</th>
          </tr>
        </thead>
        <tbody>
          {shown.accounts.map(({ login, postName, password }) => (
            <tr key={login}>
              <td>{postName}</td>
              <td>{login}</td>
              <td>
                <code>{password}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="form-foot">
        <Button onClick={() => window.print()}>打印密码</Button>
        <Button onClick={() => handOver(null)}>已经抄下</Button>
      </div>
    </Panel>
  )
}
