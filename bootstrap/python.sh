# Sourced by ./run and ./test: sets $python to a Python that is new enough. The system's own
# comes first, because it is the one that apt completes with venv.

find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

install_python() {
    local administrator=(env)
    if [ "$(id -u)" != 0 ]; then administrator=(sudo -n env); fi
    "${administrator[@]}" true 2>/dev/null && command -v apt-get >/dev/null || return 1
    echo "• 安装 Python  Installing Python"
    "${administrator[@]}" apt-get update -qq -o APT::Update::Error-Mode=any &&
        "${administrator[@]}" DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates >/dev/null
}

if ! find_python && ! { install_python && find_python; }; then
    echo "需要 Python 3.11 或更高版本，请管理员执行：" >&2
    echo "Python 3.11 or newer is needed; ask an administrator to run:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y python3 python3-venv" >&2
    exit 1
fi
