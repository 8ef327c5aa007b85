someone = Someone
notes-to-self = Notes to self
loading = Loading…
today = Today
yesterday = Yesterday
just-now = just now
close = Close
cancel = Cancel
back = Back
save = Save
saved = Saved
undo = Undo
open = Open
edit = Edit
delete = Delete
retry = Retry
discard = Discard
done = Done
not-done = Not done
reload = Reload
later = Later
got-it = Got it
try-again = Try again
copied = Copied
copy = Copy
copy-failed = The browser did not allow copying
copy-link = Copy link
show-all = Show all
show-less = Show less
list-comma = ,{" "}
skip-to-main = Skip to the conversation
part-failed = This part could not be loaded. Everything else still works.
drawing-failed = Something here could not be shown. What you wrote is kept.
back-to-list = Back to the list
load-more = Show more

presence-online = Online
presence-away = Away
presence-offline = Offline
last-seen = Last seen { $when }

strip-offline =
    { $waiting ->
        [0] Offline. You can read and write; messages will be sent when the connection is back.
        [one] Offline. One message waits and will be sent when the connection is back.
       *[other] Offline. { $waiting } messages wait and will be sent when the connection is back.
    }
strip-catching-up = Catching up…
strip-stopped =
    { $reason ->
        [outdated] This page is too old for the server. Reload it to go on.
        [disabled] This account was switched off by an administrator.
       *[other] The server ended the connection.
    }
retry-now = Retry now
seconds-short = { $seconds } s
update-ready = A new version is ready.

login = User name
password = Password
show-password = Show password
hide-password = Hide password
caps-lock = Caps Lock is on
sign-in = Sign in
signing-in = Signing in…
sign-in-title = Sign in
sign-in-both = Enter your user name and your password.
sign-in-join = Sign in to join the group that you were invited to.
sign-in-setup = This server has no administrator yet. Open the one-time link that it printed when it was started.
session-ended = Your session was ended. Sign in to go on.
account-disabled = This account was switched off by an administrator.
make-account = Create an account
need-invite = No account? Ask whoever runs this server for an invite link.
sign-up-title = Create your account
sign-up-invited = You were invited to { $host }.
sign-up = Create account
signing-up = Creating account…
your-name = Your name
your-name-hint = What others see. You can change it at any time.
login-hint = Letters, digits, dot, dash and underscore
login-rule = Use 1 to 64 letters, digits, dots, dashes or underscores.
login-taken = This user name is taken.
name-rule = A name has at most 64 characters.
password-rule = At least 8 characters
have-account = Already have an account?
invite-bad = This invite link is not valid any more. Ask for a new one.

join-title = Join group
join = Join
join-link-bad = This link is not valid any more. Ask for a new one.

error-forbidden = You are not allowed to do this.
error-not_found = This does not exist, or not for you.
error-gone = The message was deleted.
error-rate_limited = That was too fast. Try again in a moment.
error-rate_limited-wait =
    { $seconds ->
        [one] That was too fast. Try again in a second.
       *[other] That was too fast. Try again in { $seconds } seconds.
    }
error-quota = A limit of this server is reached.
error-too_large = That is too large for this server.
error-read_only = The server only lets people read at the moment. Try again later.
error-overloaded = The server is busy. Try again in a moment.
error-storage_failed = The server could not store it. Nothing was changed; try again.
error-unsupported = This server does not offer that.
error-bad_credentials = The user name or the password is wrong.
error-already = That exists already.
error-network = The server cannot be reached. Check your connection.
error-timeout = The server did not answer in time.
error-disconnected = The connection broke. Try again.
error-conflict = Somebody else changed it meanwhile. Look at it again.
error-bad_state = That is not possible now.
error-unauthenticated = Your session has ended. Sign in again.
error-other = Something went wrong. Try again.
