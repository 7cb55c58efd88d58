/** What is looked at while the program runs (运行状况). Source of the list: docs/trust.md, row O04. */
export const CHECKS = [
  'database',
  'durable',
  'migrations',
  'disk',
  'sealer',
  'anchors',
  'chain',
  'apart',
  'refusals',
  'backup',
  'jobs',
  'clock',
] as const
export type CheckName = (typeof CHECKS)[number]

/** `failed`: no work is possible, a proxy sends nobody here. `alarm`: the administrator has to see to it. */
export type CheckState = 'ok' | 'alarm' | 'failed'

/** One thing that was looked at: its state, the figure it was judged by, and a sentence for the administrator. */
export type Check = { name: CheckName; state: CheckState; figure: number | null; told: string }

/** Seconds, bytes and hours beyond which somebody has to look. */
export const LIMITS = {
  sealerSeconds: 60,
  clockSeconds: 5,
  backupHours: 26,
  chainHours: 1,
  diskAlarmBytes: 1024 ** 3,
  diskAlarmShare: 0.05,
  /** A large disk with 5 % left holds enough: no alarm above this. */
  diskEnoughBytes: 20 * 1024 ** 3,
  diskFailedBytes: 64 * 1024 ** 2,
} as const

const amount = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : `${Math.floor(bytes / 1024 ** 2)} MB`

const duration = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} 秒`
  if (seconds < 7200) return `${Math.round(seconds / 60)} 分钟`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} 小时` : `${Math.round(seconds / 86_400)} 天`
}

export const judgeDatabase = (error: string | null): Check =>
  error === null
    ? { name: 'database', state: 'ok', figure: 1, told: '数据库应答正常。' }
    : { name: 'database', state: 'failed', figure: 0, told: `数据库没有应答（${error}），查看数据库服务。` }

export const judgeMigrations = (missing: number): Check =>
  missing === 0
    ? { name: 'migrations', state: 'ok', figure: 0, told: '数据库结构与程序一致。' }
    : {
        name: 'migrations',
        state: 'failed',
        figure: missing,
        told: `数据库结构与程序相差 ${missing} 项，换成同一版本的程序重新启动。`,
      }

/** What a database server loses or shows: settings that must be on, and the line to it; no addresses over a socket. */
export type Carrying = {
  fsync: string
  fullPageWrites: string
  synchronousCommit: string
  from: string | null
  to: string | null
  isEncrypted: boolean
}

/** Whether the line leaves this machine in clear. */
const isFarInClear = ({ from, to, isEncrypted }: Carrying): boolean =>
  !isEncrypted && to !== null && from !== to && !/^(127\.|::1$)/.test(to)

/**
 * Whether an accepted change survives a power cut and is not read on the way to the database. Without it nothing here is 正式运行;
 * the sample city holds nothing that could be lost.
 */
export const judgeDurable = (carrying: Carrying, isSample: boolean): Check => {
  const off = [
    ...(carrying.fsync === 'off' ? ['fsync'] : []),
    ...(carrying.fullPageWrites === 'off' ? ['full_page_writes'] : []),
    ...(carrying.synchronousCommit === 'off' ? ['synchronous_commit'] : []),
  ]
  const faults = [
    ...(off.length > 0
      ? [`数据库的 ${off.join('、')} 关着，断电会丢失已保存的内容：请数据库管理员打开，重新加载配置。`]
      : []),
    ...(isFarInClear(carrying)
      ? ['到数据库服务器的连接没有加密（TLS），路上能被看到：在服务器上启用 ssl，DATABASE_URL 加 sslmode=verify-full。']
      : []),
  ]
  if (faults.length === 0)
    return { name: 'durable', state: 'ok', figure: 0, told: '保存的内容断电不丢，到数据库的连接不外露。' }
  const told = `${faults.join('')}现在不算正式运行。`
  return { name: 'durable', state: isSample ? 'ok' : 'alarm', figure: faults.length, told }
}

export const judgeDisk = (free: number, total: number): Check => {
  const isLow = free < LIMITS.diskAlarmBytes || (free < total * LIMITS.diskAlarmShare && free < LIMITS.diskEnoughBytes)
  const state = free < LIMITS.diskFailedBytes ? 'failed' : isLow ? 'alarm' : 'ok'
  const told = `数据目录所在的盘还有 ${amount(free)}（共 ${amount(total)}）。`
  return { name: 'disk', state, figure: free, told: state === 'ok' ? told : `${told}清理或扩容，写满后无法保存。` }
}

/** @param seconds age of the oldest change that could be sealed and is not */
export const judgeSealer = (seconds: number): Check =>
  seconds <= LIMITS.sealerSeconds
    ? { name: 'sealer', state: 'ok', figure: seconds, told: '留痕随时封存，没有积压。' }
    : {
        name: 'sealer',
        state: 'alarm',
        figure: seconds,
        told: `留痕封存落后 ${duration(seconds)}，查看程序日志中 sealing failed 一行。`,
      }

export const judgeAnchors = (isHeld: boolean): Check =>
  isHeld
    ? { name: 'anchors', state: 'ok', figure: 1, told: '数据库里的留痕与锚点相符。' }
    : {
        name: 'anchors',
        state: 'alarm',
        figure: 0,
        told: '留痕与锚点不符，可能被截短或改写，请审计管理员在“留痕—完整性”查验。',
      }

/**
 * @param doubted whether an alert about the chain stands open
 * @param hours since the program last looked at the chain; null where it never did
 */
export const judgeChain = (doubted: boolean, hours: number | null): Check => {
  if (doubted)
    return {
      name: 'chain',
      state: 'alarm',
      figure: 0,
      told: '自动查验发现留痕被改动，已告警；由审计管理员或安全管理员在“告警”处置。',
    }
  if (hours === null)
    return { name: 'chain', state: 'ok', figure: 1, told: '留痕还没有自动查验过，程序启动几分钟后开始。' }
  return hours > LIMITS.chainHours
    ? {
        name: 'chain',
        state: 'alarm',
        figure: hours * 3600,
        told: `留痕已有 ${duration(hours * 3600)}没有自动查验，查看程序日志中 a job failed 一行。`,
      }
    : { name: 'chain', state: 'ok', figure: 1, told: '留痕每几分钟自动查验一段，没有发现改动。' }
}

/** @param settings names of the settings whose files lie beside the database */
export const judgeApart = (settings: readonly string[], isReal: boolean): Check =>
  settings.length > 0 && isReal
    ? {
        name: 'apart',
        state: 'alarm',
        figure: settings.length,
        told: `锚点或密钥和数据库放在同一个数据目录，拿到这台机器的人可以一并改掉。用 ${settings.join('、')} 把它们移到别的盘或别的机器，再启动。`,
      }
    : {
        name: 'apart',
        state: 'ok',
        figure: settings.length,
        told: settings.length > 0 ? '演示数据，锚点和密钥放在数据目录。' : '锚点和密钥与数据库分开存放。',
      }

/** @param unwritten refusals that could not be written down so far */
export const judgeRefusals = (unwritten: number): Check =>
  unwritten === 0
    ? { name: 'refusals', state: 'ok', figure: 0, told: '被拒的操作都已留痕。' }
    : {
        name: 'refusals',
        state: 'alarm',
        figure: unwritten,
        told: `有 ${unwritten} 次被拒的操作还没有留痕，每分钟重试；查看程序日志中 a refusal was not recorded 一行。`,
      }

/** @param hours age of the newest checked backup; null where there is none */
export const judgeBackup = (hours: number | null, isReal: boolean): Check => {
  if (hours === null)
    return {
      name: 'backup',
      state: isReal ? 'alarm' : 'ok',
      figure: null,
      told: isReal
        ? '还没有做过备份：设 BACKUP_DIR 后每天自动备份，在“后台作业”看结果。'
        : '还没有真实数据（演示城市或尚未设立城市），没有做过备份。',
    }
  const told = `最近一次核验过的备份在 ${duration(hours * 3600)}前。`
  return hours <= LIMITS.backupHours || !isReal
    ? { name: 'backup', state: 'ok', figure: hours * 3600, told }
    : {
        name: 'backup',
        state: 'alarm',
        figure: hours * 3600,
        told: `${told}超过 26 小时，查看每日备份为什么没有做成。`,
      }
}

export const judgeJobs = (dead: number): Check =>
  dead === 0
    ? { name: 'jobs', state: 'ok', figure: 0, told: '没有办不成的后台作业。' }
    : { name: 'jobs', state: 'alarm', figure: dead, told: `有 ${dead} 项后台作业没有办成，到“后台作业”查看原因。` }

/** @param seconds how far the clock of the database is ahead of this machine's */
export const judgeClock = (seconds: number): Check =>
  Math.abs(seconds) <= LIMITS.clockSeconds
    ? { name: 'clock', state: 'ok', figure: seconds, told: '本机与数据库的时钟一致。' }
    : {
        name: 'clock',
        state: 'alarm',
        figure: seconds,
        told: `本机与数据库的时钟相差 ${duration(Math.abs(seconds))}，校准两台机器的时间。`,
      }
