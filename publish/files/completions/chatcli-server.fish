# Completion of chatcli-server for fish.

# The words before the cursor that are neither options nor their values.
function __chatcli_server_words
    set -l skip 1
    for word in (commandline -opc)
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --allow-plaintext --keep-plaintext --help --version '--*=*'
            case '--*'
                set skip 1
            case '*'
                echo -- $word
        end
    end
end

function __chatcli_server_after
    test "$(__chatcli_server_words | string join ' ')" = "$argv"
end

function __chatcli_server_serves
    not string match -qr '^(check|backup|user)$' -- (__chatcli_server_words)[1]
end

function __chatcli_server_takes_data
    __chatcli_server_serves; or string match -qr '^(check|backup)$' -- (__chatcli_server_words)[1]
end

function __chatcli_server_takes_credentials
    __chatcli_server_serves; or test (__chatcli_server_words)[1] = user
end

function __chatcli_server_sets_password
    string match -qr '^user (add|passwd)( |$)' -- (__chatcli_server_words | string join ' ')
end

function __chatcli_server_takes_iterations
    __chatcli_server_serves; or __chatcli_server_sets_password
end

function __chatcli_server_accounts
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l credentials
    if set -l at (contains -i -- --credentials $words)
        set credentials --credentials (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    else if set -l word (string match -- '--credentials=*' $words)
        set credentials $word[-1]
    end
    $program user list $credentials 2>/dev/null | string replace -r ' .*' ''
end

complete -c chatcli-server -f
complete -c chatcli-server -n '__chatcli_server_after' -a check -d 'Look for damage in the store'
complete -c chatcli-server -n '__chatcli_server_after' -a backup -d 'Copy the store into a file'
complete -c chatcli-server -n '__chatcli_server_after' -a user -d 'Look after the accounts'
complete -c chatcli-server -n '__chatcli_server_after backup' -F
complete -c chatcli-server -n '__chatcli_server_after user' -a add -d 'Make an account'
complete -c chatcli-server -n '__chatcli_server_after user' -a passwd -d 'Give an account another password'
complete -c chatcli-server -n '__chatcli_server_after user' -a remove -d 'Remove an account'
complete -c chatcli-server -n '__chatcli_server_after user' -a unblock -d 'Let a name log in again'
complete -c chatcli-server -n '__chatcli_server_after user' -a list -d 'List the accounts'
for command in passwd remove unblock
    complete -c chatcli-server -n "__chatcli_server_after user $command" -a '(__chatcli_server_accounts)' -d Account
end

complete -c chatcli-server -n __chatcli_server_serves -l port -x -d 'TCP port'
complete -c chatcli-server -n __chatcli_server_serves -l block-duration -x -d 'Seconds that wrong passwords block a name'
complete -c chatcli-server -n __chatcli_server_serves -l timeout -x -d 'Seconds without a command until a user is logged out'
complete -c chatcli-server -n __chatcli_server_serves -l bind -x -d 'Listen on this address alone'
complete -c chatcli-server -n __chatcli_server_serves -l tls-cert -r -F -d 'Certificate to show'
complete -c chatcli-server -n __chatcli_server_serves -l tls-key -r -F -d 'Key of the certificate'
complete -c chatcli-server -n __chatcli_server_serves -l allow-plaintext -d 'Let other machines connect without encryption'
complete -c chatcli-server -n __chatcli_server_takes_credentials -l credentials -r -F -d 'Accounts'
complete -c chatcli-server -n __chatcli_server_serves -l keep-plaintext -d 'Leave the passwords in the accounts'
complete -c chatcli-server -n __chatcli_server_takes_iterations -l iterations -x -d 'How slowly keys are derived'
complete -c chatcli-server -n __chatcli_server_takes_data -l data -x -a '(__fish_complete_directories)' -d 'Data folder'
complete -c chatcli-server -n __chatcli_server_serves -l grace -x -d 'Seconds that a lost user counts as online'
complete -c chatcli-server -n __chatcli_server_serves -l message-rate -x -d 'Messages a second that a user may send'
complete -c chatcli-server -n __chatcli_server_serves -l log-level -x -a 'trace debug information warning error critical none' -d 'Least to say'
complete -c chatcli-server -n __chatcli_server_sets_password -l password-file -r -F -d 'Take the password from a file'
complete -c chatcli-server -n __chatcli_server_serves -l help -d 'Show the options'
complete -c chatcli-server -n __chatcli_server_serves -l version -d 'Show the version'
