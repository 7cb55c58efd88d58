// Keeps the page 记一次 (/record) on the phone, so that it opens without network; any other address without network answers with a page
// that leads there. It holds the program's own files and nothing else: no answer of the server is ever kept here. What waits to be sent
// lies sealed in the browser's database (docs/adr/0045).
const SHELF = 'tongxin-record'
const LIST = '/record-files.json'
const PAGE = '/record'
const PATIENCE_MS = 4000

/** Fetches the files of the version that is served now, and lets go of those of another. */
const keep = async () => {
  const answer = await fetch(LIST, { cache: 'no-store' })
  if (!answer.ok) return
  const files = await answer.json()
  const shelf = await caches.open(SHELF)
  const held = new Set((await shelf.keys()).map((request) => new URL(request.url).pathname))
  await Promise.all(files.filter((file) => !held.has(file)).map((file) => shelf.add(file)))
  await shelf.add(new Request(PAGE, { cache: 'no-store', headers: { accept: 'text/html' } }))
  const wanted = new Set([...files, PAGE])
  await Promise.all([...held].filter((file) => !wanted.has(file)).map((file) => shelf.delete(file)))
}

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(keep())
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep().catch(() => undefined))
})

const pageOf = async (request) => {
  const held = () => caches.match(PAGE)
  const late = new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS))
  try {
    return (await Promise.race([fetch(request), late.then(held)])) || fetch(request)
  } catch {
    return (await held()) || Response.error()
  }
}

/** Said in place of every other page that cannot be fetched: a bookmark, the icon on the home screen. */
const AWAY = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>没有网络 · 同心</title><style>body{margin:0;font:16px/26px "PingFang SC","Microsoft YaHei",sans-serif;color:#1f2329;background:#f5f6f7}
main{max-width:420px;margin:18vh auto 0;box-sizing:border-box;width:calc(100% - 24px);padding:28px 24px;background:#fff;border:1px solid #e2e4e8;border-radius:8px}h1{font-size:20px;margin:0 0 8px}
p{margin:0 0 20px;color:#51565e}a{display:block;text-align:center;padding:12px;border-radius:6px;border:1px solid #c9ccd2;color:#1f2329;
text-decoration:none;margin-top:12px}a.first{background:#b3261e;border-color:#b3261e;color:#fff}</style></head><body><main><h1>现在没有网络</h1>
<p>这一页要联网才打得开。没有网络也能记一笔，存在这部手机里，联网后自动发送。</p><a class="first" href="/record">去记一笔</a><a href="">再连一次</a></main>
<script>addEventListener('online',function(){location.reload()})</script></body></html>`
const away = () => new Response(AWAY, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })

/** Built files bear their digest in their name; the few others may be of an older version here, and are fetched first. */
const fileOf = async (request, pathname) => {
  const held = () => caches.match(request, { ignoreSearch: true })
  if (pathname.startsWith('/assets/')) return (await held()) || fetch(request)
  try {
    return await fetch(request)
  } catch {
    return (await held()) || Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return
  if (request.mode !== 'navigate') event.respondWith(fileOf(request, pathname))
  else if (pathname === PAGE || pathname.startsWith(`${PAGE}/`)) event.respondWith(pageOf(request))
  else event.respondWith(fetch(request).catch(away))
})
