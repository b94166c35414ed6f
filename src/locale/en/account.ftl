# Signing in, choosing a password.
sign-in = Sign in
sign-in-failed = The user name and the password do not match.
sign-in-wait = { $n ->
    [one] After wrong passwords for this name the next try has to wait: { $n } second.
   *[other] After wrong passwords for this name the next try has to wait: { $n } seconds.
}
user-name = User name
password = Password
encrypted-note = The case file is encrypted. Nobody, the makers included, can open it without its passphrase or recovery code.
setup-title = Choose a password
setup-lede = With it you sign in to this case file.
setup-first-lede = You are the first here: this account edits records and manages accounts.
setup-do = Save and sign in
login-hint = Letters, digits, dots, dashes; up to 40.
password-hint = At least 15 characters. A sentence is easier to remember than a riddle.
password-repeat = The password again
password-lost-note = A lost password can't be read back; an administrator can send a new link.
password-too-short = Too short: at least 15 characters.
password-has-login = The password must not hold the user name.
password-has-product = The password must not hold the name of this program.
password-repeats = One word, character or row of keys over and over is guessed first.
err-password-differs = The two passwords differ.
err-login = 1 to 40 letters, digits, dots, dashes or underscores.
err-login-taken = That user name is taken.
