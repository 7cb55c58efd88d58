#!/bin/sh
# 核对安装包：每个文件与 SHA256SUMS 一致才算完整。
cd "$(dirname "$0")" || exit 1
if sha256sum --check --quiet --strict SHA256SUMS; then
  echo "文件齐全，与校验值一致。"
else
  echo "有文件缺失或被改动（见上），重新拷贝安装包再核对。" >&2
  exit 1
fi
