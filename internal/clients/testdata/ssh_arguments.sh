# Sourced by what stands for ssh and scp of examples/upgrade.sh: leaves out the options and sets
# $port; what is left are the words behind them.
while :; do
	case $1 in
	-F | -o) shift 2 ;;
	-T | -O) shift ;;
	-p | -P) port=$2 && shift 2 ;;
	*) break ;;
	esac
done
