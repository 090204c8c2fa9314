# Completion of chatcli for fish.
complete -c chatcli -f
complete -c chatcli -n 'test (count (commandline -opc)) -eq 1' -a '(__fish_print_hostnames)' -d Server
complete -c chatcli -l user -x -d 'Log in as this name'
complete -c chatcli -l password-file -r -F -d 'Take the password from the first line of a file'
complete -c chatcli -l fingerprint -x -d 'Connect only to a server with this key'
complete -c chatcli -l accept-new -d 'Accept the key of a server that is not known yet'
complete -c chatcli -l plain -d 'Connect without encryption'
complete -c chatcli -l receipts -d 'Tell what became of each message'
complete -c chatcli -l help -d 'Show the options'
complete -c chatcli -l version -d 'Show the version'
