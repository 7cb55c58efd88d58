#!/bin/sh
# 启动同心。数据默认放在本目录的 data 里，可用环境变量 DATA_DIR、PORT 等改（./start.sh --settings 列出全部）。
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
for name in DATA_DIR TLS_CERT TLS_KEY; do
  eval "value=\${$name:-}"
  case $value in
    '' | /*) ;;
    *) eval "export $name=\"$(pwd -P)/\$value\"" ;;
  esac
done
node=$here/node/node
if ! "$node" --version >/dev/null 2>&1; then
  if command -v node >/dev/null 2>&1 && node -e 'const [a,b]=process.versions.node.split(".");process.exit(a>20||(a==20&&b>=19)?0:1)'; then
    node=node
  else
    echo "自带的 Node.js 在本机运行不了（这一包用于 Linux {machine}，本机是 $(uname -sm)）。换用对应的安装包，或装上 Node.js 20.19 以上再启动。" >&2
    exit 1
  fi
fi
cd "$here" || exit 1
NODE_ENV=${NODE_ENV:-production}
export NODE_ENV
exec "$node" dist/server/server.js "$@"
