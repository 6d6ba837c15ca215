# Runs a command, and ends it when the pipe on standard input closes: that is, when the process that started this script
# is gone, however it went.
#   $1     seconds between SIGTERM and SIGKILL
#   $2...  the command and its arguments
# Exit code: the command's.
grace=$1
shift
# A Ctrl-C in the terminal reaches every process of the foreground group. The parent decides in which order things end.
trap '' INT QUIT HUP
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM

{
  while read -r _ <&3; do :; done
  kill -TERM "$child"
  tenths=$((grace * 10))
  while [ "$tenths" -gt 0 ] && kill -0 "$child"; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  kill -KILL "$child"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-

wait "$child"
code=$?
# A signal interrupts wait; the command may need a little longer.
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
kill "$watcher" 2>/dev/null
exit "$code"
