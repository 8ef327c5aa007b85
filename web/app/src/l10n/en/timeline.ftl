messages = Messages
message-deleted = This message was deleted
message-deleted-toast = The message was deleted.
message-tools = What to do with this message
message-menu = Message
new = New
new-messages = New messages
new-below =
    { $count ->
        [one] 1 new
       *[other] { $count } new
    }
to-end = To the newest
to-start = To the beginning
jump = Go
jump-to-date = Go to a date
date = Date
start-group = This is where the group begins.
start-direct = This is where your conversation with { $name } begins.
start-self = Only you can see this. Keep notes, links and drafts here.
start-self-brief = Only you can see this
details = Details
pinned-messages = Pinned messages
search-here = Search this conversation
profile-of = Profile of { $name }
react = React
react-with = React with { $emoji }
more-emoji = More emoji
reply = Reply
reply-in-thread = Reply in thread
more-actions = More
copy-text = Copy text
copy-code = Copy code
code = Code
table = Table
pin-message = Pin message
unpin-message = Unpin message
versions = Versions
version-number = Version { $number }
version-erased = The text of this version is not kept.
edited = edited
read-by = Read by
read-by-nobody = Nobody else has read it yet.
read-by-count =
    { $count ->
        [one] Read by 1
       *[other] Read by { $count }
    }
quote = Answered message
quote-unknown = A message that cannot be shown
reactions = Reactions
reaction-label = { $emoji } { $count }, { $names }
names-and-more = { $names } and { $more } more
plus-more = +{ $count }
replies-count =
    { $count ->
        [one] 1 reply
       *[other] { $count } replies
    }
no-replies = No replies yet
state-waiting = Waiting
state-sent = Sent
state-delivered = Delivered
state-read = Read
send-failed = Not sent.
notification-in = { $name } in { $title }
thread = Thread
follow-thread = Follow this thread
unfollow-thread = Do not follow this thread
threads-empty = You do not follow any threads. Reply to a message in a thread to start one.
threads-unread-only = Only unread
threads-none-unread = No thread has anything new.
panel-info = Details
panel-pins = Pinned messages
panel-search = Search
pins-empty = Nothing is pinned. Pin a message from its menu, so that everybody finds it again.
