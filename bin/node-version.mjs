// No imports here: an old Node must get as far as the sentence below.

/** The oldest Node this program runs on, as in package.json "engines". */
const LEAST = [20, 19]

/** Ends the process with a sentence when Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return
  console.error(
    `需要 Node.js ${LEAST.join('.')} 或更高版本，当前是 ${process.versions.node}，请到 https://nodejs.org 安装新版后重试。`,
  )
  process.exit(1)
}
