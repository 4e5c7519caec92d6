# Sourced by ./run and ./test: sets $python to a Python that is new enough. The system's own
# comes first, because it is the one that apt completes with venv.
python=
for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "需要 Python 3.11 或更高版本，请管理员执行：" >&2
    echo "Python 3.11 or newer is needed; ask an administrator to run:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y python3 python3-venv" >&2
    exit 1
fi
