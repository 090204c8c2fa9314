# Completion of chatcli and chatcli-server for PowerShell 5.1 and later. In your $PROFILE: . C:\path\to\chatcli.ps1

Register-ArgumentCompleter -Native -CommandName 'chatcli', 'chatcli.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $options = @(
        '--user', '--password-file', '--fingerprint', '--accept-new', '--plain', '--receipts', '--help', '--version'
    )
    if ($wordToComplete -notlike '-*') { return }
    $options | Where-Object { $_.StartsWith($wordToComplete, [StringComparison]::Ordinal) } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterName', $_)
    }
}

Register-ArgumentCompleter -Native -CommandName 'chatcli-server', 'chatcli-server.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The words before the cursor that are neither options nor their values; the option whose value is completed; and the arguments that
    # choose the accounts, wherever they stand.
    $words = @()
    $option = $null
    $credentials = @()
    $pending = ''
    for ($i = 1; $i -lt $commandAst.CommandElements.Count; $i++) {
        $element = $commandAst.CommandElements[$i]
        $isBefore = $element.Extent.EndOffset -lt $cursorPosition
        $isText = $element -is [System.Management.Automation.Language.StringConstantExpressionAst]
        $text = if ($isText) { $element.Value } else { $element.Extent.Text }
        if (-not $isBefore -and $null -eq $option) { $option = $pending }
        if ($pending) {
            if ($pending -eq '--credentials') { $credentials = $pending, $text }
            $pending = ''
        } elseif ($text -like '--*=*') {
            if ($text -like '--credentials=*') { $credentials = @($text) }
        } elseif ($text -like '--*') {
            if ('--allow-plaintext', '--keep-plaintext', '--help', '--version' -notcontains $text) { $pending = $text }
        } elseif ($isBefore) {
            $words += $text
        }
    }
    if ($null -eq $option) { $option = $pending }

    if ($option -eq '--log-level') {
        $candidates = 'trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'
    } elseif ($option) {
        # Nothing is files and folders.
        return
    } elseif ($wordToComplete -like '-*') {
        $candidates = switch ("$($words[0])") {
            'check' { '--data' }
            'backup' { '--data' }
            'user' {
                '--credentials'
                if ('add', 'passwd' -contains $words[1]) { '--password-file', '--iterations' }
            }
            default {
                '--port', '--block-duration', '--timeout', '--bind', '--tls-cert', '--tls-key', '--allow-plaintext', '--credentials',
                '--keep-plaintext', '--iterations', '--data', '--grace', '--message-rate', '--log-level', '--help', '--version'
            }
        }
    } elseif ($words.Count -eq 0) {
        $candidates = 'check', 'backup', 'user'
    } elseif ($words.Count -eq 1 -and $words[0] -eq 'user') {
        $candidates = 'add', 'passwd', 'remove', 'unblock', 'list'
    } elseif ($words.Count -eq 2 -and $words[0] -eq 'user' -and 'passwd', 'remove', 'unblock' -contains $words[1]) {
        $candidates = & $commandAst.GetCommandName() user list @credentials 2>$null | ForEach-Object { $_.Split(' ')[0] }
    } else {
        return
    }

    $candidates | Where-Object { $_.StartsWith($wordToComplete, [StringComparison]::Ordinal) } | ForEach-Object {
        # A name is data: what PowerShell would carry out in it is quoted.
        $text = if ($_ -match '^[A-Za-z0-9_.-]+$') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
