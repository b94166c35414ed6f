# The second factor: codes of an app, spare codes, the second page of signing in.
second-factor = Second factor
second-factor-is-off = Off. With it, signing in takes a code from your telephone besides the password; a password that somebody saw is then not enough.
second-factor-is-on = { $n ->
    [one] On: signing in takes a code from your telephone. { $n } spare code is left.
   *[other] On: signing in takes a code from your telephone. { $n } spare codes are left.
}
second-factor-set-up = Set up a second factor
second-factor-change = New spare codes, or turn it off
second-factor-lede = An app on your telephone shows a code that changes every 30 seconds. The telephone needs no network for it.
second-factor-scan = 1. Scan this picture with an authenticator app.
second-factor-picture = The secret as a picture for an authenticator app
second-factor-by-hand = Or type this secret into the app (time-based, 6 digits):
second-factor-password = Your password
second-factor-turn-on = Turn it on
second-factor-on-note = Your other sessions end. Spare codes are shown next: have paper at hand.
second-factor-turn-off = Turn it off
second-factor-off-note = Without a second factor the password has to have at least 15 characters. Change a shorter one first.
second-factor-off-done = The second factor is off.
code = Code
code-hint = The six digits that the app shows now, or a spare code.
code-of-app-hint = 2. The six digits that the app shows now.
code-title = The code from your telephone
code-lede = The password was right. Within five minutes, give the code of your second factor.
code-leave = Start over
code-lost-note = Telephone lost? A spare code works in its place, each once. Without them, ask an administrator to take the second factor away.
code-wait = { $n ->
    [one] After wrong tries for this name the next one has to wait: { $n } second.
   *[other] After wrong tries for this name the next one has to wait: { $n } seconds.
}
err-code-wrong = That code is not right, or was used already. Each works once: wait for the next.
err-second-factor-is-on = A second factor is on already.
err-second-factor-password-short = This password is shorter than 15 characters. Choose a longer one first; then the second factor can be turned off.
spare-codes = Spare codes
spare-codes-lede = Each signs you in once in the place of a code from the telephone. They are shown this once.
spare-codes-note = Write them down or print them, and keep them apart from the telephone and from the password.
spare-codes-renew = Make new spare codes
spare-codes-renew-note = With new spare codes, those until now no longer work.
accounts-second-factor-do = Take the second factor away
accounts-second-factor-note = For a lost telephone. The second factor, the password and all sessions end; a new set-up link is shown. Make sure first that it is the person who asks.
change-second-factor-on = second factor turned on
change-second-factor-off = second factor turned off
change-spare-codes-renewed = new spare codes
password-too-short-second = Too short: at least 12 characters, as a second factor is on.
password-common = Made of nothing but the commonest passwords and digits: guessed first. Add words of your own.
account-token-ends = Ends
