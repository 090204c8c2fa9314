# Completion of chatcli and chatcli-server for bash, with or without the package bash-completion.

# Completes the word with those of the arguments that begin with it. compgen -W would carry out what a name says: $(...).
_chatcli_words() {
    local word
    for word; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$(printf %q "$word")")
    done
}

# Completes the word with files (-f) or folders (-d).
_chatcli_files() {
    local file
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen "$1" -- "$cur")
}

# Sets cur, the word to complete, and prev, the option whose value it may be. bash makes three words of --data=x.
_chatcli_read() {
    COMPREPLY=()
    cur=${COMP_WORDS[COMP_CWORD]}
    prev=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
}

_chatcli() {
    local cur prev
    _chatcli_read
    case $prev in
        --password-file) _chatcli_files -f ;;
        --user | --fingerprint) ;;
        *)
            if [[ $cur == -* ]]; then
                _chatcli_words --user --password-file --fingerprint --accept-new --plain --receipts --help --version
            elif ((COMP_CWORD == 1)); then
                # shellcheck disable=SC2046 # Names of hosts have no blanks.
                _chatcli_words $(compgen -A hostname -- "$cur")
            fi
            ;;
    esac
}

# Sets words to those before the word to complete that are neither options nor values, and credentials to the arguments that
# choose the accounts, wherever they stand.
_chatcli_server_read() {
    local i word value
    words=()
    credentials=()
    for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            --allow-plaintext | --keep-plaintext | --help | --version) ;;
            --*)
                [[ ${COMP_WORDS[i + 1]-} == = ]] && ((i++))
                value=${COMP_WORDS[++i]-}
                value=${value/#\~\//$HOME/}
                # The quotes that people put around a name, or before a blank.
                [[ $word == --credentials && $value ]] && credentials=(--credentials "${value//[\"\'\\]/}")
                ;;
            *) ((i < COMP_CWORD)) && words+=("$word") ;;
        esac
    done
}

_chatcli_server_accounts() {
    local name names=()
    while read -r name _; do
        names+=("$name")
    done < <("${COMP_WORDS[0]/#\~\//$HOME/}" user list "${credentials[@]}" 2>/dev/null)
    _chatcli_words "${names[@]}"
}

_chatcli_server() {
    local cur prev words credentials
    _chatcli_read
    _chatcli_server_read
    case $prev in
        --credentials | --tls-cert | --tls-key | --password-file) _chatcli_files -f ;;
        --data) _chatcli_files -d ;;
        --log-level) _chatcli_words trace debug information warning error critical none ;;
        --port | --block-duration | --timeout | --bind | --iterations | --grace | --message-rate) ;;
        *)
            case "$cur ${words[*]}" in
                -*' check' | -*' backup'*) _chatcli_words --data ;;
                -*' user add'* | -*' user passwd'*) _chatcli_words --password-file --credentials --iterations ;;
                -*' user'*) _chatcli_words --credentials ;;
                -*)
                    _chatcli_words --port --block-duration --timeout --bind --tls-cert --tls-key --allow-plaintext --credentials \
                        --keep-plaintext --iterations --data --grace --message-rate --log-level --help --version
                    ;;
                *' ') _chatcli_words check backup user ;;
                *' backup') _chatcli_files -f ;;
                *' user') _chatcli_words add passwd remove unblock list ;;
                *' user passwd' | *' user remove' | *' user unblock') _chatcli_server_accounts ;;
            esac
            ;;
    esac
}

complete -F _chatcli chatcli
complete -F _chatcli_server chatcli-server
