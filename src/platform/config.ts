import { isIP } from 'node:net'
import { resolve } from 'node:path'
import {
  bucketUrl,
  databaseUrl,
  isDay,
  isLoopback,
  issuerUrl,
  LOG_LEVELS,
  type LogLevel,
  maskDatabaseUrl,
  origin,
  pathOrNone,
  proxies,
  readableFile,
  runnableFile,
  secretOrFile,
  WRONG,
  wholeNumber,
  yesOrNo,
} from './setting-values.ts'

/**
 * Every setting of the program (配置项), read from environment variables and checked at start. This table is the only
 * place that names them: the README's list and `npm start -- --settings` are made from it.
 */
type Setting<T> = {
  /** Name of the environment variable. */
  env: string
  /** Text used when the variable is absent or empty; '' means "not set". */
  fallback: string
  /** What is allowed, in Chinese, fit to follow 应为. */
  allowed: string
  /** One line for the operator, in Chinese. */
  meaning: string
  /** The same line in English, for the developer's documents. */
  english: string
  /** The value, or WRONG. '' is parsed only where the fallback is ''. */
  parse(text: string, base: string): T | typeof WRONG
  /** Hides what must not be printed when the value is quoted in a refusal. */
  mask?(text: string): string
}

/** A setting that cannot be used: `message` is one Chinese sentence with its name, its value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly setting: string

  constructor(setting: string, message: string) {
    super(message)
    this.setting = setting
  }
}

const settings = {
  port: setting({
    env: 'PORT',
    fallback: '8080',
    allowed: '1 到 65535 的整数',
    meaning: '网页服务的端口',
    english: 'Port of the web server',
    parse: wholeNumber(1, 65535),
  }),
  host: setting({
    env: 'HOST',
    fallback: '127.0.0.1',
    allowed: '本机的一个地址，如 127.0.0.1 或 0.0.0.0',
    meaning: '监听地址；不是本机回环地址时必须配 TLS 或 TRUST_PROXY',
    english: 'Address to listen on; off loopback TLS or TRUST_PROXY is required',
    parse: (text) => (isIP(text) !== 0 || /^[a-z][a-z0-9.-]*$/i.test(text) ? text : WRONG),
  }),
  dataDir: setting({
    env: 'DATA_DIR',
    fallback: './data',
    allowed: '一个目录',
    meaning: '数据目录：内置数据库、附件和口令文件',
    english: 'Data folder: embedded database, files, secrets',
    parse: (text, base) => (text.includes('\0') ? WRONG : resolve(base, text)),
  }),
  closedKeys: setting({
    env: 'CLOSED_KEYS',
    fallback: '',
    allowed: '一个文件的路径',
    meaning: '封存手机号等的密钥文件，只有本人可读；不设则放在数据目录，须另行备份',
    english: 'File with the keys of closed personal data, owner-readable; absent: in the data folder. Back it up apart',
    parse: pathOrNone,
  }),
  rootKey: setting({
    env: 'ROOT_KEY',
    fallback: '',
    allowed: '一个文件的路径',
    meaning:
      '根密钥文件，保护 CLOSED_KEYS 里的各把密钥，只有本人可读；最好放在另外的介质上；不设则放在数据目录，须另行备份',
    english:
      'File with the root key that wraps the keys in CLOSED_KEYS, owner-readable, best on another medium; absent: in the data folder. Back it up apart',
    parse: (text, base) => (text === '' ? undefined : text.includes('\0') ? WRONG : resolve(base, text)),
  }),
  cryptoProfile: setting({
    env: 'CRYPTO_PROFILE',
    fallback: 'aes',
    allowed: 'aes、sm（国密 SM4、SM3），或 CRYPTO_MODULE 所装模块的名字',
    meaning: '封存数据和附件用的密码算法；改了以后旧数据照常读得到，随后逐步换成新算法',
    english:
      'Algorithms that seal closed data and files: aes, sm (SM4 with SM3), or the name of the module in CRYPTO_MODULE. Older data stays readable and is sealed anew step by step',
    parse: (text) => (/^[a-z0-9-]{2,40}$/.test(text) ? text : WRONG),
  }),
  cryptoModule: setting({
    env: 'CRYPTO_MODULE',
    fallback: '',
    allowed: '一个读得到的 .mjs 文件',
    meaning: '接入密码模块（如密码卡）的程序文件，接口见 docs/adr/0026；不设则用本程序自带的算法',
    english:
      'Program file that puts a cryptographic module in (interface in docs/adr/0026); absent: what comes with the program',
    parse: readableFile,
  }),
  auditKey: setting({
    env: 'AUDIT_KEY',
    fallback: '',
    allowed: '一个文件的路径',
    meaning: '留痕封存的签名私钥（PEM），只有本人可读；不设则放在数据目录，须另行备份',
    english:
      'File with the key that signs the audit seals, owner-readable; absent: in the data folder. Back it up apart',
    parse: pathOrNone,
  }),
  auditAnchors: setting({
    env: 'AUDIT_ANCHORS',
    fallback: '',
    allowed: '一个文件的路径',
    meaning: '留痕锚点文件，每小时追加一行；最好放在别的机器的盘上；不设则放在数据目录',
    english:
      'File to which the head of the audit is appended each hour, best on a disk of another machine; absent: in the data folder',
    parse: pathOrNone,
  }),
  backupKey: setting({
    env: 'BACKUP_KEY',
    fallback: '',
    allowed: '一个文件的路径',
    meaning: '备份的密钥文件，只有本人可读；不设则放在数据目录，须与备份分开保管',
    english: 'File with the key of the backups, owner-readable; absent: in the data folder. Keep it apart from them',
    parse: pathOrNone,
  }),
  backupDir: setting({
    env: 'BACKUP_DIR',
    fallback: '',
    allowed: '一个目录的路径',
    meaning: '每天自动备份到这个目录；不设则不自动备份',
    english: 'Folder for the daily backup; absent: no backup by itself',
    parse: (text, base) => (text === '' ? undefined : text.includes('\0') ? WRONG : resolve(base, text)),
  }),
  backupAt: setting({
    env: 'BACKUP_AT',
    fallback: '02:30',
    allowed: '形如 02:30 的时刻',
    meaning: '每天从几点起自动备份（北京时间）',
    english: 'Time of day from which the daily backup is made, Asia/Shanghai',
    parse: (text) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : WRONG),
  }),
  backupKeep: setting({
    env: 'BACKUP_KEEP',
    fallback: '14',
    allowed: '2 到 1000 的整数',
    meaning: '自动备份保留最近几份',
    english: 'How many of the daily backups are kept',
    parse: wholeNumber(2, 1000),
  }),
  backupCopy: setting({
    env: 'BACKUP_COPY',
    fallback: '',
    allowed: '另一个目录的路径',
    meaning: '自动备份再抄一份到这里（另一台机器的盘）并核对；不设则不抄',
    english:
      'Second folder, on a disk of another machine, to which each daily backup is copied and compared; absent: none',
    parse: (text, base) => (text === '' ? undefined : text.includes('\0') ? WRONG : resolve(base, text)),
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    fallback: '',
    allowed: 'postgres://用户:口令@主机:端口/库名',
    meaning: '自备 PostgreSQL（15 及以上）的连接串；不设则用内置数据库',
    english: 'Connection string of a PostgreSQL server of your own (15 or later); absent: the embedded one',
    parse: databaseUrl,
    mask: maskDatabaseUrl,
  }),
  readDatabaseUrl: setting({
    env: 'READ_DATABASE_URL',
    fallback: '',
    allowed: 'postgres://用户:口令@主机:端口/库名',
    meaning: '只读备库的连接串；设置后总览等可以稍旧的查询走备库，落后或断开时自动回到主库',
    english: 'Connection string of a streaming standby; figures that may be a moment old are read there',
    parse: databaseUrl,
    mask: maskDatabaseUrl,
  }),
  directDatabaseUrl: setting({
    env: 'DATABASE_DIRECT_URL',
    fallback: '',
    allowed: 'postgres://用户:口令@主机:端口/库名',
    meaning: 'DATABASE_URL 经过事务级连接池（如 pgbouncer）时，另给一个直连地址，用来接收实时消息',
    english: 'Where DATABASE_URL leads through a transaction pooler: an address past it, for listening to live news',
    parse: databaseUrl,
    mask: maskDatabaseUrl,
  }),
  poolSize: setting({
    env: 'POOL_SIZE',
    fallback: '12',
    allowed: '2 到 200 的整数',
    meaning: '本进程最多同时使用的数据库连接数',
    english: 'Most database connections of this process',
    parse: wholeNumber(2, 200),
  }),
  slowQueryMs: setting({
    env: 'SLOW_QUERY_MS',
    fallback: '1000',
    allowed: '0 到 600000 的整数，0 表示不记',
    meaning: '超过多少毫秒的数据库语句记入日志（不含其中的值）',
    english: 'Statements that take longer, in milliseconds, are logged without their values; 0: none',
    parse: wholeNumber(0, 600_000),
  }),
  metricsPort: setting({
    env: 'METRICS_PORT',
    fallback: '',
    allowed: '1 到 65535 的整数',
    meaning: '运行指标（Prometheus 格式）的端口，只在本机回环地址上提供；不设则不提供',
    english: 'Port of the Prometheus metrics, on loopback only; absent: none',
    parse: (text) => (text === '' ? undefined : wholeNumber(1, 65535)(text)),
  }),
  stopWaitSeconds: setting({
    env: 'STOP_WAIT_SECONDS',
    fallback: '0',
    allowed: '0 到 300 的整数',
    meaning: '停止前先让 /ready 答 503 多少秒，好让前置代理把请求转给别的进程',
    english: 'Seconds for which /ready answers 503 before a stop, so that a proxy in front turns to other processes',
    parse: wholeNumber(0, 300),
  }),
  sessionSecret: setting({
    env: 'SESSION_SECRET',
    fallback: '',
    allowed: '一个文件的路径',
    meaning: '签名登录会话的密钥文件，几个进程共用一个库时须是同一份；不设则放在数据目录',
    english: 'File with the secret that signs session cookies, the same for all processes; absent: in the data folder',
    parse: pathOrNone,
  }),
  filesDir: setting({
    env: 'FILES_DIR',
    fallback: '',
    allowed: '一个目录',
    meaning: '附件的存放目录，几个进程共用一个库时须是同一个共享目录（或改用 S3）；不设则放在数据目录',
    english: 'Folder of the uploaded files, shared by all processes (or S3); absent: in the data folder',
    parse: pathOrNone,
  }),
  s3Url: setting({
    env: 'S3_URL',
    fallback: '',
    allowed: 'https://主机[:端口]/桶名（内网可用 http://）',
    meaning: '把附件放在 S3 兼容的对象存储：服务地址和桶名；不设则放在磁盘上',
    english: 'Address and bucket of S3-compatible storage for the uploaded files; absent: on the disk',
    parse: (text) => (text === '' ? undefined : bucketUrl(text)),
  }),
  s3Region: setting({
    env: 'S3_REGION',
    fallback: 'us-east-1',
    allowed: '对象存储的区域名',
    meaning: '对象存储的区域',
    english: 'Region of the S3-compatible storage',
    parse: (text) => (/^[a-z0-9-]{1,40}$/.test(text) ? text : WRONG),
  }),
  s3Key: setting({
    env: 'S3_KEY',
    fallback: '',
    allowed: '一个读得到的文件，第一行访问密钥号，第二行密钥',
    meaning: '对象存储的访问密钥文件，与 S3_URL 同时设置',
    english: 'File with the access key: its id on the first line, the secret on the second; together with S3_URL',
    parse: readableFile,
  }),
  tlsCert: setting({
    env: 'TLS_CERT',
    fallback: '',
    allowed: '一个读得到的 PEM 证书文件',
    meaning: 'HTTPS 证书文件（PEM），与 TLS_KEY 同时设置',
    english: 'Certificate file (PEM) for HTTPS, together with TLS_KEY',
    parse: readableFile,
  }),
  tlsKey: setting({
    env: 'TLS_KEY',
    fallback: '',
    allowed: '一个读得到的 PEM 私钥文件',
    meaning: 'HTTPS 私钥文件（PEM），与 TLS_CERT 同时设置',
    english: 'Private key file (PEM) for HTTPS, together with TLS_CERT',
    parse: readableFile,
  }),
  trustProxy: setting({
    env: 'TRUST_PROXY',
    fallback: '0',
    allowed: '0、1，或以逗号分隔的代理地址（如 127.0.0.1,10.0.0.0/8）',
    meaning: '由前置代理终结 HTTPS 时设置：写明代理的地址；1 表示前面恰有一个代理，只能用于监听本机回环地址',
    english: 'Set when a proxy in front ends HTTPS: its addresses; 1 stands for exactly one proxy, on loopback alone',
    parse: proxies,
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    fallback: '',
    allowed: 'http:// 或 https:// 开头、不带路径的网址',
    meaning: '用户访问本系统的网址，印在通知和二维码上；不设则按监听地址推出',
    english: 'Address under which people reach the system, printed in notices; absent: made from HOST and PORT',
    parse: (text) => (text === '' ? undefined : origin(text)),
  }),
  oidcIssuer: setting({
    env: 'OIDC_ISSUER',
    fallback: '',
    allowed: 'https:// 开头的网址（本机回环地址可用 http://）',
    meaning:
      '统一身份平台（OpenID Connect）的签发者网址；与 OIDC_CLIENT_ID、OIDC_CLIENT_SECRET、PUBLIC_URL 同时设置，登录页才有“用统一身份登录”',
    english:
      'Issuer of an OpenID Connect provider; together with OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL. Return address: PUBLIC_URL/session/oidc/return',
    parse: (text) => (text === '' ? undefined : issuerUrl(text)),
  }),
  oidcClientId: setting({
    env: 'OIDC_CLIENT_ID',
    fallback: '',
    allowed: '统一身份平台分配的应用编号',
    meaning: '本系统在统一身份平台的应用编号；回调地址登记为 PUBLIC_URL 加 /session/oidc/return',
    english: 'Client id at the provider',
    parse: (text) => (text === '' ? undefined : /^[\x21-\x7e]{1,200}$/.test(text) ? text : WRONG),
  }),
  oidcClientSecret: setting({
    env: 'OIDC_CLIENT_SECRET',
    fallback: '',
    allowed: '应用密钥，或以 / 或 ./ 开头、读得到的密钥文件',
    meaning: '本系统在统一身份平台的应用密钥，或装有它的文件的路径（/ 或 ./ 开头）',
    english: 'Client secret at the provider, or the path of a file that holds it (beginning with / or ./)',
    parse: secretOrFile,
    mask: () => '***',
  }),
  oidcClaim: setting({
    env: 'OIDC_CLAIM',
    fallback: 'preferred_username',
    allowed: '声明（claim）的名字，如 preferred_username、email、sub',
    meaning: '统一身份平台给出的哪一项对应本系统的账号；没有对应账号的人不会自动开账号',
    english: 'Claim whose value is the login of the person here; nobody gets an account by signing in',
    parse: (text) => (/^[A-Za-z0-9_.:/-]{1,100}$/.test(text) ? text : WRONG),
  }),
  alarmCommand: setting({
    env: 'ALARM_COMMAND',
    fallback: '',
    allowed: '本机上一个可执行程序的路径',
    meaning:
      '运行状况有告警、故障或恢复时运行的程序，消息从标准输入给它，由它发短信、邮件或通知值班；不设则只在页面上显示',
    english:
      'Program run when a check turns bad or is mended, with the message on its standard input; absent: told on the pages only',
    parse: runnableFile,
  }),
  uploadLimitMb: setting({
    env: 'UPLOAD_LIMIT_MB',
    fallback: '50',
    allowed: '1 到 2048 的整数',
    meaning: '单个附件的大小上限（MB）',
    english: 'Size limit of one uploaded file, in MB',
    parse: wholeNumber(1, 2048),
  }),
  requestsPerPerson: setting({
    env: 'REQUESTS_PER_PERSON',
    fallback: '3000',
    allowed: '60 到 1000000 的整数',
    meaning: '一人每分钟最多多少次请求',
    english: 'Requests that one person may send in a minute',
    parse: wholeNumber(60, 1_000_000),
  }),
  requestsPerAddress: setting({
    env: 'REQUESTS_PER_ADDRESS',
    fallback: '12000',
    allowed: '60 到 1000000 的整数',
    meaning: '一个网络地址每分钟最多多少次请求；一个单位往往共用一个地址',
    english: 'Requests that one network address may send in a minute; an office often shares one',
    parse: wholeNumber(60, 1_000_000),
  }),
  requestsAtOnce: setting({
    env: 'REQUESTS_AT_ONCE',
    fallback: '120',
    allowed: '4 到 10000 的整数',
    meaning: '同时办理多少个请求，再多的请对方稍后再来',
    english: 'Requests worked on at once; whoever comes above is asked to come again',
    parse: wholeNumber(4, 10_000),
  }),
  passwordMemoryMb: setting({
    env: 'PASSWORD_MEMORY_MB',
    fallback: '19',
    allowed: '19 到 1024 的整数',
    meaning: '算一次密码散列（argon2id）用多少内存（MB）；调高后各人下次登录时换成新的散列',
    english: 'Memory of one password hash (argon2id), in MB; once raised, each hash is made anew at the next sign-in',
    parse: wholeNumber(19, 1024),
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    fallback: 'info',
    allowed: LOG_LEVELS.join('、'),
    meaning: '日志的详细程度',
    english: 'How much is logged',
    parse: (text): LogLevel | typeof WRONG => LOG_LEVELS.find((level) => level === text) ?? WRONG,
  }),
  sample: setting({
    env: 'SAMPLE',
    fallback: '1',
    allowed: '0 或 1',
    meaning: '首次启动时是否装入演示城市：1 装入，0 不装',
    english: 'Whether the first start loads the sample city: 1 yes, 0 no',
    parse: yesOrNo,
  }),
  isDocumentOpen: setting({
    env: 'OPENAPI_OPEN',
    fallback: '0',
    allowed: '0 或 1',
    meaning: '接口说明（/api/openapi.json）给谁看：0 登录后，1 不登录也给',
    english: 'Who reads /api/openapi.json: 0 whoever is signed in, 1 anybody',
    parse: yesOrNo,
  }),
  today: setting({
    env: 'TODAY',
    fallback: '',
    allowed: '形如 2026-03-15 的日期，且不得用于正式运行（NODE_ENV=production）',
    meaning: '仅供测试：把“今天”固定在某一天',
    english: 'For tests only: fixes today; refused in production',
    parse: (text) => (text === '' ? undefined : isDay(text) ? text : WRONG),
  }),
}

type Settings = typeof settings

/** The checked settings. `dataDir`, `tlsCert`, `tlsKey` are absolute paths; what is not set is undefined. */
export type Config = { [Name in keyof Settings]: Exclude<ReturnType<Settings[Name]['parse']>, typeof WRONG> }

/** Name, default, allowed values and meaning of every setting, in the order of the documents. */
export const settingsTable: readonly Omit<Setting<unknown>, 'parse' | 'mask'>[] = Object.values(settings).map(
  ({ env, fallback, allowed, meaning, english }) => ({ env, fallback, allowed, meaning, english }),
)

/**
 * Reads and checks all settings.
 * @param env variables; an empty one counts as absent
 * @param base folder that relative paths start from
 * @throws ConfigError at the first setting that cannot be used
 */
export function readConfig(env: Record<string, string | undefined>, base: string = process.cwd()): Config {
  const entries = Object.entries<Setting<unknown>>(settings).map(([name, { parse, mask, ...about }]) => {
    const text = env[about.env]?.trim() || about.fallback
    const value = parse(text, base)
    if (value !== WRONG) return [name, value]
    throw new ConfigError(about.env, `配置项 ${about.env} 的值“${mask?.(text) ?? text}”不对，应为${about.allowed}。`)
  })
  const config = Object.fromEntries(entries) as Config
  refuseHalfTls(config)
  refuseOpenDoor(config)
  refuseHalfStorage(config)
  refuseHalfProvider(config)
  if (config.today !== undefined && env.NODE_ENV === 'production') {
    throw new ConfigError(
      'TODAY',
      `配置项 TODAY 的值“${config.today}”不对，正式运行（NODE_ENV=production）时不得设置它。`,
    )
  }
  return config
}

/** All settings as text for the operator, in Chinese (`npm start -- --settings`). */
export function describeSettings(): string {
  const lines = settingsTable.map(
    ({ env, fallback, allowed, meaning }) => `${env}\n  ${meaning}\n  取值：${allowed}；默认：${fallback || '不设'}`,
  )
  return `配置项（环境变量）\n\n${lines.join('\n\n')}\n`
}

function refuseHalfTls({ tlsCert, tlsKey }: Config) {
  if ((tlsCert === undefined) === (tlsKey === undefined)) return
  const [given, missing, path] = tlsCert ? ['TLS_CERT', 'TLS_KEY', tlsCert] : ['TLS_KEY', 'TLS_CERT', tlsKey]
  throw new ConfigError(missing, `配置项 ${given} 的值“${path}”不能单独使用，TLS_CERT 和 TLS_KEY 应同时设置或都不设。`)
}

function refuseHalfStorage({ s3Url, s3Key }: Config) {
  if ((s3Url === undefined) === (s3Key === undefined)) return
  const [given, missing] = s3Url ? ['S3_URL', 'S3_KEY'] : ['S3_KEY', 'S3_URL']
  throw new ConfigError(missing, `配置项 ${given} 不能单独使用，S3_URL 和 S3_KEY 应同时设置或都不设。`)
}

function refuseHalfProvider({ oidcIssuer, oidcClientId, oidcClientSecret, publicUrl }: Config) {
  const parts = { OIDC_ISSUER: oidcIssuer, OIDC_CLIENT_ID: oidcClientId, OIDC_CLIENT_SECRET: oidcClientSecret }
  const missing = Object.entries(parts).find(([, value]) => value === undefined)?.[0]
  const isSet = Object.values(parts).some((value) => value !== undefined)
  if (!isSet) return
  if (missing !== undefined) {
    throw new ConfigError(
      missing,
      `统一身份登录的配置项不全，缺 ${missing}；OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET 应同时设置或都不设。`,
    )
  }
  if (publicUrl !== undefined) return
  throw new ConfigError('PUBLIC_URL', '设置了 OIDC_ISSUER，还应设置 PUBLIC_URL，统一身份平台登录后要回到这个网址。')
}

function refuseOpenDoor({ host, tlsCert, trustProxy }: Config) {
  // Whoever reaches the port past the proxy would name an address of his choice.
  if (!isLoopback(host) && trustProxy === 1)
    throw new ConfigError(
      'TRUST_PROXY',
      `HOST 的值“${host}”让别的机器也能直接访问，TRUST_PROXY 应写明代理的地址（如 10.0.0.2），不能用 1。`,
    )
  if (isLoopback(host) || tlsCert !== undefined || trustProxy !== false) return
  throw new ConfigError(
    'HOST',
    `配置项 HOST 的值“${host}”会让本机以外不加密地访问，应同时设置 TLS_CERT 和 TLS_KEY（或由前置代理加密并设置 TRUST_PROXY），否则只能用 127.0.0.1。`,
  )
}

/** Keeps the value's own type while checking the shape of a row. */
function setting<T>(row: Setting<T>): Setting<T> {
  return row
}
