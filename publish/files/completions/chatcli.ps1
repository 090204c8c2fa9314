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
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $command = if ($words.Count -gt 1) { $words[1] } else { '' }
    $what = if ($words.Count -gt 2) { $words[2] } else { '' }

    if ($words[-1] -eq '--log-level') {
        $candidates = @('trace', 'debug', 'information', 'warning', 'error', 'critical', 'none')
    } elseif ($wordToComplete -like '-*') {
        $candidates = switch ($command) {
            'check' { '--data' }
            'backup' { '--data' }
            'user' {
                '--credentials'
                if ($what -eq 'add' -or $what -eq 'passwd') { '--password-file', '--iterations' }
            }
            default {
                '--port', '--block-duration', '--timeout', '--bind', '--tls-cert', '--tls-key', '--allow-plaintext', '--credentials',
                '--keep-plaintext', '--iterations', '--data', '--grace', '--message-rate', '--log-level', '--help', '--version'
            }
        }
    } elseif ($words.Count -eq 1) {
        $candidates = @('check', 'backup', 'user')
    } elseif ($words.Count -eq 2 -and $command -eq 'user') {
        $candidates = @('add', 'passwd', 'remove', 'unblock', 'list')
    } elseif ($words.Count -eq 3 -and $command -eq 'user' -and @('passwd', 'remove', 'unblock') -contains $what) {
        $arguments = @('user', 'list')
        # The accounts may be named behind the cursor.
        $all = @($commandAst.CommandElements | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
        $at = [array]::IndexOf($all, '--credentials')
        if ($at -ge 0 -and $at + 1 -lt $all.Count) { $arguments += '--credentials', $all[$at + 1] }
        $candidates = @(& $words[0] @arguments 2>$null | ForEach-Object { $_.Split(' ')[0] })
    } else {
        # Nothing is files and folders.
        return
    }

    $candidates | Where-Object { $_.StartsWith($wordToComplete, [StringComparison]::Ordinal) } | ForEach-Object {
        # A name is data: what PowerShell would carry out in it is quoted.
        $text = if ($_ -match '^[A-Za-z0-9_.-]+$') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
    }
}
